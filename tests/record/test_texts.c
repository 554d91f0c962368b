/* Base 64, tiles, notes and checkpoints: what is written is read again, and nothing else is. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <ctype.h>
#include <stdio.h>
#include <string.h>

#include "tacet/base.h"
#include "tacet/record.h"

/* All texts of four characters of a small alphabet: those that are read are those that are written.
 */
static void only_canonical_base64_is_read(void **state)
{
    (void)state;
    static const char alphabet[] = "AQgwx/+=\n-9";
    const size_t letters = sizeof(alphabet) - 1;
    size_t good = 0;
    for (size_t n = 0; n < letters * letters * letters * letters; n++) {
        char text[4], again[5];
        uint8_t bytes[3];
        size_t count = 0, checked = 0;
        for (size_t i = 0, rest = n; i < 4; i++, rest /= letters)
            text[i] = alphabet[rest % letters];
        bool read = tct_base64_read(text, 4, bytes, sizeof(bytes), &count);
        assert_int_equal(read, tct_base64_check(text, 4, &checked));
        if (!read)
            continue;
        good++;
        assert_int_equal(count, checked);
        tct_base64_write(bytes, count, again);
        assert_memory_equal(text, again, 4);
    }
    /* Eight of the letters are digits of base 64: A, Q, g, w, x, /, +, 9. Of these as a third one
     * before the padding A, Q, g and w have no bits left over, as a second one A, Q, g and w. */
    assert_int_equal(good, 8 * 8 * 8 * 8 + 8 * 8 * 4 + 8 * 4);
}

/* libsodium's decoder alone takes some bytes over 0x7f for letters. */
static void base64_has_its_letters_only(void **state)
{
    (void)state;
    for (unsigned byte = 0; byte <= UINT8_MAX; byte++)
        for (size_t at = 0; at < 4; at++) {
            char text[] = "AAAA";
            uint8_t bytes[3];
            size_t count = 0;
            text[at] = (char)byte;
            bool letter = byte < 0x80 && (isalnum((int)byte) || byte == '+' || byte == '/' ||
                                          (byte == '=' && at == 3));
            assert_int_equal(tct_base64_read(text, 4, bytes, sizeof(bytes), &count), letter);
            assert_int_equal(tct_base64_check(text, 4, &count), letter);
        }
}

static void base64_has_a_length(void **state)
{
    (void)state;
    uint8_t bytes[8];
    size_t count = 9;
    assert_true(tct_base64_read("", 0, bytes, sizeof(bytes), &count));
    assert_int_equal(count, 0);
    assert_false(tct_base64_read("AAA", 3, bytes, sizeof(bytes), &count));
    assert_false(tct_base64_read("AA", 2, bytes, sizeof(bytes), &count));
    assert_false(tct_base64_read("AA==AAAA", 8, bytes, sizeof(bytes), &count));
    assert_false(tct_base64_read("AAAA", 4, bytes, 2, &count));
    assert_false(tct_base64_read("AAAA\0", 5, bytes, sizeof(bytes), &count));
    char many[4096 + 4];
    memset(many, 'A', sizeof(many));
    assert_true(tct_base64_check(many, sizeof(many), &count));
    assert_int_equal(count, sizeof(many) / 4 * 3);
    many[1023] = '=';
    assert_false(tct_base64_check(many, sizeof(many), &count));
}

static void tiles_have_one_path(void **state)
{
    (void)state;
    static const struct {
        struct tct_tile tile;
        const char *path;
    } cases[] = {
        {{0, 0, 256}, "tile/0/000"},
        {{1, 1234067, 256}, "tile/1/x001/x234/067"},
        {{-1, 5, 1}, "tile/entries/005.p/1"},
        {{7, 1000, 255}, "tile/7/x001/000.p/255"},
        {{0, (UINT64_C(1) << 55) - 1, 17}, "tile/0/x036/x028/x797/x018/x963/967.p/17"},
    };
    for (size_t i = 0; i < TCT_COUNT(cases); i++) {
        char path[TCT_TILE_PATH_MAX];
        struct tct_tile tile;
        tct_tile_path(&cases[i].tile, path);
        assert_string_equal(path, cases[i].path);
        assert_int_equal(tct_tile_parse(path, &tile, NULL), TCT_OK);
        assert_int_equal(tile.level, cases[i].tile.level);
        assert_true(tile.index == cases[i].tile.index);
        assert_int_equal(tile.width, cases[i].tile.width);
    }
}

static void other_paths_are_refused(void **state)
{
    (void)state;
    static const char *const bad[] = {
        "",
        "tile",
        "tile/0",
        "tile/0/",
        "tile/0/0",
        "tile/0/0000",
        "tile/0/1000",
        "tile/0/x000/001",
        "tile/0/001/001",
        "tile/0/x001",
        "tile/00/001",
        "tile/8/000",
        "tile/63/000",
        "tile/-1/000",
        "tile/data/000",
        "tile/entries",
        "tile/0/000.p/0",
        "tile/0/000.p/256",
        "tile/0/000.p/05",
        "tile/0/000.p/",
        "tile/0/000.p",
        "tile/0/000/",
        "tile/0/../000",
        "/tile/0/000",
        "tile/0/000 ",
        "tile/8/0/000",
        "tile/0/x036/x028/x797/x018/x963/968",
        "tile/0/x999/x999/x999/x999/x999/x999/x999/x999/x999/x999/x999/999",
    };
    for (size_t i = 0; i < TCT_COUNT(bad); i++) {
        struct tct_tile tile;
        struct tct_error err;
        assert_int_equal(tct_tile_parse(bad[i], &tile, &err), TCT_ERR_INPUT);
        assert_non_null(strstr(err.text, "expected that of a tile"));
    }
}

/* The example of the specification. */
static void tiles_of_70000_entries(void **state)
{
    (void)state;
    assert_int_equal(tct_tile_width(0, 272, 70000), 256);
    assert_int_equal(tct_tile_width(0, 273, 70000), 112);
    assert_int_equal(tct_tile_width(TCT_TILE_ENTRIES, 273, 70000), 112);
    assert_int_equal(tct_tile_width(0, 274, 70000), 0);
    assert_int_equal(tct_tile_width(1, 0, 70000), 256);
    assert_int_equal(tct_tile_width(1, 1, 70000), 17);
    assert_int_equal(tct_tile_width(2, 0, 70000), 1);
    assert_int_equal(tct_tile_width(3, 0, 70000), 0);
    assert_int_equal(tct_tile_width(0, 1, 256), 0);
    assert_int_equal(tct_tile_width(1, 0, 256), 1);
    assert_int_equal(tct_tile_width(0, UINT64_MAX, 256), 0);
    assert_int_equal(tct_tile_width(7, 0, TCT_TREE_SIZE_MAX), 127);
}

static void hashes_are_found_in_tiles(void **state)
{
    (void)state;
    size_t first = 0, count = 0;
    struct tct_tile tile = tct_tile_of_hash(0, 69999, 70000, &first, &count);
    assert_int_equal(tile.level, 0);
    assert_int_equal(tile.index, 273);
    assert_int_equal(tile.width, 112);
    assert_int_equal(first, 111);
    assert_int_equal(count, 1);
    tile = tct_tile_of_hash(7, 3, 70000, &first, &count);
    assert_int_equal(tile.level, 0);
    assert_int_equal(tile.index, 1);
    assert_int_equal(first, 128);
    assert_int_equal(count, 128);
    tile = tct_tile_of_hash(12, 16, 70000, &first, &count);
    assert_int_equal(tile.level, 1);
    assert_int_equal(tile.index, 1);
    assert_int_equal(tile.width, 17);
    assert_int_equal(first, 0);
    assert_int_equal(count, 16);
}

static void bundles_are_read_to_their_last_byte(void **state)
{
    (void)state;
    uint8_t bundle[64];
    struct tct_bundle_reader reader;
    const uint8_t *entry = NULL;
    enum tct_status status = TCT_OK;
    struct tct_error err;
    size_t bytes = 0, used = tct_bundle_put(bundle, "one", 3);
    used += tct_bundle_put(bundle + used, "", 0);
    used += tct_bundle_put(bundle + used, "three", 5);
    tct_bundle_read(&reader, bundle, used, 3);
    assert_true(tct_bundle_next(&reader, &entry, &bytes, &status, &err));
    assert_int_equal(bytes, 3);
    assert_memory_equal(entry, "one", 3);
    assert_true(tct_bundle_next(&reader, &entry, &bytes, &status, &err));
    assert_int_equal(bytes, 0);
    assert_true(tct_bundle_next(&reader, &entry, &bytes, &status, &err));
    assert_memory_equal(entry, "three", 5);
    assert_false(tct_bundle_next(&reader, &entry, &bytes, &status, &err));
    assert_int_equal(status, TCT_OK);
    for (size_t cut = 0; cut <= used + 1; cut++) {
        if (cut == used)
            continue;
        tct_bundle_read(&reader, bundle, cut, 3);
        while (tct_bundle_next(&reader, &entry, &bytes, &status, &err)) {
        }
        assert_int_equal(status, TCT_ERR_INPUT);
    }
}

static struct tct_signer signer_of(const char *name, enum tct_key_type type, uint8_t seed)
{
    struct tct_signer signer;
    uint8_t bytes[TCT_KEY_SEED_BYTES];
    memset(bytes, seed, sizeof(bytes));
    assert_int_equal(tct_signer_new(name, type, bytes, &signer, NULL), TCT_OK);
    return signer;
}

/* The text, an empty line and the signatures of `count` signers. */
static size_t signed_note(const char *text, const struct tct_signer *const *signers, size_t count,
                          uint64_t time_s, char *ret, size_t room)
{
    size_t used = (size_t)snprintf(ret, room, "%s\n", text);
    for (size_t i = 0; i < count; i++) {
        char line[TCT_SIGNATURE_LINE_MAX];
        assert_int_equal(tct_note_sign(text, strlen(text), signers[i], time_s, line, NULL), TCT_OK);
        used += (size_t)snprintf(ret + used, room - used, "%s", line);
    }
    assert_true(used < room);
    return used;
}

static void keys_are_read_again(void **state)
{
    (void)state;
    static const enum tct_key_type types[] = {TCT_KEY_ED25519, TCT_KEY_COSIGNATURE};
    for (size_t i = 0; i < TCT_COUNT(types); i++) {
        struct tct_signer signer = signer_of("example.org/\xc3\xa4", types[i], 7), again;
        struct tct_verifier verifier;
        char text[TCT_KEY_TEXT_MAX], rewritten[TCT_KEY_TEXT_MAX];
        tct_verifier_write(&signer.verifier, text);
        assert_int_equal(tct_verifier_parse(text, strlen(text), &verifier, NULL), TCT_OK);
        assert_string_equal(verifier.name, signer.verifier.name);
        assert_int_equal(verifier.type, types[i]);
        assert_int_equal(verifier.id, signer.verifier.id);
        assert_memory_equal(verifier.key, signer.verifier.key, TCT_KEY_BYTES);
        tct_signer_write(&signer, text);
        assert_int_equal(tct_signer_parse(text, strlen(text), &again, NULL), TCT_OK);
        assert_memory_equal(again.secret, signer.secret, TCT_KEY_SECRET_BYTES);
        tct_signer_write(&again, rewritten);
        assert_string_equal(text, rewritten);
        tct_signer_wipe(&again);
        assert_int_equal(again.secret[0], 0);
    }
}

/* The first key of RFC 8032 7.1, as two other programs put it down and signed with it: Go's
 * x/mod/sumdb/note the plain signature, its crypto/ed25519 the cosignature. */
static const char KNOWN_KEY[] =
    "example.org/known+60b69b7b+AddamAGCsQq31Uv+08lkBzoO4XLz2qYjJa8CGmj3B1Ea";
static const char KNOWN_SECRET[] =
    "PRIVATE+KEY+example.org/known+60b69b7b+AZ1hsZ3v/VpguoRK9JLsLMREScVpezJpGXA7rAMcrn9g";
static const char KNOWN_COSIGNER[] =
    "PRIVATE+KEY+example.org/known+f34da714+BJ1hsZ3v/VpguoRK9JLsLMREScVpezJpGXA7rAMcrn9g";
static const char KNOWN_TEXT[] =
    "example.org/known\n3\n47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=\n";
static const char KNOWN_LINE[] =
    "\xe2\x80\x94 example.org/known YLabe9EFgPSLHjzpdB79vG04qW/UKfbyKj1qA8bpt09eE8yY8ui1Njy6qhVnRL"
    "WzPORa7AtPVMq0CdtrB/JiJLobdAo=\n";
static const char KNOWN_COSIGNATURE[] =
    "\xe2\x80\x94 example.org/known 802nFAAAAABkGFDL1pxJvaoi7I4jU0fIuJ3AE47l76egc4fqaZ8QcKIfircnlT"
    "MsuTRLcohb8qSwfHghOY4N5he9+wYt9ABA2NBKDQ==\n";

static void signatures_are_those_of_others(void **state)
{
    (void)state;
    struct tct_signer signer, cosigner;
    char text[TCT_KEY_TEXT_MAX], line[TCT_SIGNATURE_LINE_MAX];
    assert_int_equal(tct_signer_parse(KNOWN_SECRET, strlen(KNOWN_SECRET), &signer, NULL), TCT_OK);
    assert_int_equal(tct_signer_parse(KNOWN_COSIGNER, strlen(KNOWN_COSIGNER), &cosigner, NULL),
                     TCT_OK);
    tct_verifier_write(&signer.verifier, text);
    assert_string_equal(text, KNOWN_KEY);
    assert_int_equal(tct_note_sign(KNOWN_TEXT, strlen(KNOWN_TEXT), &signer, 0, line, NULL), TCT_OK);
    assert_string_equal(line, KNOWN_LINE);
    assert_int_equal(
        tct_note_sign(KNOWN_TEXT, strlen(KNOWN_TEXT), &cosigner, 1679315147, line, NULL), TCT_OK);
    assert_string_equal(line, KNOWN_COSIGNATURE);
}

static void bad_keys_are_refused(void **state)
{
    (void)state;
    static const struct {
        const char *text, *why;
        enum tct_status status;
    } cases[] = {
        {"", "no plus sign", TCT_ERR_INPUT},
        {"example.org/known", "no plus sign", TCT_ERR_INPUT},
        {"+60b69b7b+AddamAGCsQq31Uv+08lkBzoO4XLz2qYjJa8CGmj3B1Ea", "nothing", TCT_ERR_INPUT},
        {"two words+60b69b7b+AddamAGCsQq31Uv+08lkBzoO4XLz2qYjJa8CGmj3B1Ea", "without spaces",
         TCT_ERR_INPUT},
        {"nbsp\xc2\xa0+60b69b7b+AddamAGCsQq31Uv+08lkBzoO4XLz2qYjJa8CGmj3B1Ea", "without spaces",
         TCT_ERR_INPUT},
        {"turned\xe2\x80\xae+60b69b7b+AddamAGCsQq31Uv+08lkBzoO4XLz2qYjJa8CGmj3B1Ea", "printable",
         TCT_ERR_INPUT},
        {"example.org/known+60b69b7", "eight", TCT_ERR_INPUT},
        {"example.org/known+60B69B7B+AddamAGCsQq31Uv+08lkBzoO4XLz2qYjJa8CGmj3B1Ea", "eight",
         TCT_ERR_INPUT},
        {"example.org/known+60b69b7c+AddamAGCsQq31Uv+08lkBzoO4XLz2qYjJa8CGmj3B1Ea",
         "has the id 60b69b7b, but its text says 60b69b7c", TCT_ERR_INPUT},
        {"example.org/other+60b69b7b+AddamAGCsQq31Uv+08lkBzoO4XLz2qYjJa8CGmj3B1Ea",
         "its text says 60b69b7b", TCT_ERR_INPUT},
        {"example.org/known+60b69b7b+AddamAGCsQq31Uv+08lkBzoO4XLz2qYjJa8CGmj3B1E", "canonical",
         TCT_ERR_INPUT},
        {"example.org/known+60b69b7b+AddamAGCsQq31Uv+08lkBzoO4XLz2qYjJa8CGmj3B1Ea\n", "canonical",
         TCT_ERR_INPUT},
        {"example.org/known+60b69b7b+", "canonical", TCT_ERR_INPUT},
        {"example.org/known+60b69b7b+AddamAGCsQq31Uv+08lkBzoO4XLz2qYjJa8CGmj3", "32 bytes",
         TCT_ERR_INPUT},
        {"example.org/known+60b69b7b+BtdamAGCsQq31Uv+08lkBzoO4XLz2qYjJa8CGmj3B1Ea", "of type 0x06",
         TCT_ERR_UNSUPPORTED},
        {"example.org/known+60b69b7b+AtdamAGCsQq31Uv+08lkBzoO", "of type 0x02",
         TCT_ERR_UNSUPPORTED},
    };
    for (size_t i = 0; i < TCT_COUNT(cases); i++) {
        struct tct_verifier verifier;
        struct tct_error err = {0};
        assert_int_equal(tct_verifier_parse(cases[i].text, strlen(cases[i].text), &verifier, &err),
                         cases[i].status);
        if (strstr(err.text, cases[i].why) == NULL)
            fail_msg("%s: %s", cases[i].text, err.text);
    }
    struct tct_signer signer;
    struct tct_error err;
    assert_int_equal(tct_signer_parse(KNOWN_KEY, strlen(KNOWN_KEY), &signer, &err), TCT_ERR_INPUT);
    assert_int_equal(tct_signer_parse(KNOWN_SECRET, strlen(KNOWN_SECRET) - 1, &signer, &err),
                     TCT_ERR_INPUT);
    assert_null(strstr(err.text, "AZ1hsZ3v"));
}

static void notes_are_read_and_verified(void **state)
{
    (void)state;
    struct tct_signer a = signer_of("a.example", TCT_KEY_ED25519, 1),
                      w = signer_of("w.example", TCT_KEY_COSIGNATURE, 2),
                      other = signer_of("a.example", TCT_KEY_ED25519, 3);
    const struct tct_signer *const signers[] = {&a, &w};
    char bytes[2048];
    struct tct_note note;
    struct tct_error err;
    uint64_t time_s = 1;
    /* Empty lines within the text are its own. */
    size_t count = signed_note("first\n\n\nl\xc3\xa4st\n", signers, 2, 1234, bytes, sizeof(bytes));
    assert_int_equal(tct_note_parse(bytes, count, &note, &err), TCT_OK);
    assert_int_equal(note.count, 2);
    assert_int_equal(note.text_bytes, strlen("first\n\n\nl\xc3\xa4st\n"));
    assert_int_equal(tct_note_verify(&note, &a.verifier, &time_s, &err), TCT_OK);
    assert_int_equal(time_s, 0);
    assert_int_equal(tct_note_verify(&note, &w.verifier, &time_s, &err), TCT_OK);
    assert_int_equal(time_s, 1234);
    assert_true(tct_note_names(&note, &a.verifier));
    assert_false(tct_note_names(&note, &other.verifier));
    assert_int_equal(tct_note_verify(&note, &other.verifier, &time_s, &err), TCT_ERR_INPUT);
    assert_non_null(strstr(err.text, "is not signed by a.example"));
    /* A key with the same name and id, but not the same: its signature is false. */
    other.verifier.id = a.verifier.id;
    assert_int_equal(tct_note_verify(&note, &other.verifier, &time_s, &err), TCT_ERR_INPUT);
    assert_string_equal(err.text, "the signature by a.example is false");
}

static void of_several_cosignatures_the_earliest_counts(void **state)
{
    (void)state;
    struct tct_signer w = signer_of("w.example", TCT_KEY_COSIGNATURE, 2);
    const char text[] = "text\n";
    char bytes[2048], line[TCT_SIGNATURE_LINE_MAX];
    size_t used = (size_t)snprintf(bytes, sizeof(bytes), "%s\n", text);
    static const uint64_t times_s[] = {300, 100, 200};
    for (size_t i = 0; i < TCT_COUNT(times_s); i++) {
        assert_int_equal(tct_note_sign(text, strlen(text), &w, times_s[i], line, NULL), TCT_OK);
        used += (size_t)snprintf(bytes + used, sizeof(bytes) - used, "%s", line);
    }
    struct tct_note note;
    uint64_t time_s = 0;
    assert_int_equal(tct_note_parse(bytes, used, &note, NULL), TCT_OK);
    assert_int_equal(tct_note_verify(&note, &w.verifier, &time_s, NULL), TCT_OK);
    assert_int_equal(time_s, 100);
    /* A false one beside true ones spoils the note. */
    bytes[used - 20] = bytes[used - 20] == 'A' ? 'B' : 'A';
    assert_int_equal(tct_note_parse(bytes, used, &note, NULL), TCT_OK);
    assert_int_equal(tct_note_verify(&note, &w.verifier, &time_s, NULL), TCT_ERR_INPUT);
    assert_int_equal(tct_note_sign(text, strlen(text), &w, UINT64_MAX, line, NULL), TCT_ERR_USE);
}

/* Whatever single bit of a signed note is changed, it is not the same note signed by that key. */
static void every_changed_bit_of_a_note_is_seen(void **state)
{
    (void)state;
    static const enum tct_key_type types[] = {TCT_KEY_ED25519, TCT_KEY_COSIGNATURE};
    for (size_t i = 0; i < TCT_COUNT(types); i++) {
        struct tct_signer signer = signer_of("a.example", types[i], 1);
        const struct tct_signer *const signers[] = {&signer};
        char bytes[512];
        size_t count = signed_note("a.example\n5\n", signers, 1, 77, bytes, sizeof(bytes));
        for (size_t bit = 0; bit < 8 * count; bit++) {
            struct tct_note note;
            struct tct_error err;
            bytes[bit / 8] = (char)(bytes[bit / 8] ^ 1 << bit % 8);
            assert_false(tct_note_parse(bytes, count, &note, &err) == TCT_OK &&
                         tct_note_verify(&note, &signer.verifier, NULL, &err) == TCT_OK);
            bytes[bit / 8] = (char)(bytes[bit / 8] ^ 1 << bit % 8);
        }
    }
}

#define LINE "\xe2\x80\x94 k AAAAAAA=\n"

static void bad_notes_are_refused(void **state)
{
    (void)state;
    static const struct {
        const char *bytes, *why;
    } cases[] = {
        {"", "cut off"},
        {"text\n\n" LINE "x", "cut off"},
        {"text\n", "no text before an empty line"},
        {"\n\n" LINE, "no text before an empty line"},
        {"text\n\n", "no signatures"},
        {"text\n" LINE, "no text before an empty line"},
        {"te\txt\n\n" LINE, "control characters"},
        {"te\xffxt\n\n" LINE, "UTF-8"},
        {"text\r\n\r\n" LINE, "control characters"},
        {"text\n\n- k AAAAAAA=\n", "signature line 1"},
        {"text\n\n" LINE "\xe2\x80\x94 k AAAAAAB=\n", "signature line 2"},
        {"text\n\n\xe2\x80\x94 k AAAA\n", "more than four bytes"},
        {"text\n\n\xe2\x80\x94 k AAAAAA==\n", "more than four bytes"},
        {"text\n\n\xe2\x80\x94 k AAAAAAA\n", "canonical"},
        {"text\n\n\xe2\x80\x94 k  AAAAAAA=\n", "signature line 1"},
        {"text\n\n\xe2\x80\x94  AAAAAAA=\n", "signature line 1"},
        {"text\n\n\xe2\x80\x94 k+ AAAAAAA=\n", "signature line 1"},
        {"text\n\n\xe2\x80\x94 k\xc2\xa0 AAAAAAA=\n", "signature line 1"},
        {"text\n\n\xe2\x80\x94 k\n", "signature line 1"},
        {"text\n\n" LINE "\n" LINE "x\n", "signature line 2"},
    };
    for (size_t i = 0; i < TCT_COUNT(cases); i++) {
        struct tct_note note;
        struct tct_error err = {0};
        assert_int_equal(tct_note_parse(cases[i].bytes, strlen(cases[i].bytes), &note, &err),
                         TCT_ERR_INPUT);
        if (strstr(err.text, cases[i].why) == NULL)
            fail_msg("case %zu: %s", i, err.text);
    }
    struct tct_note note;
    assert_int_equal(tct_note_parse("te\0xt\n\n" LINE, 7 + strlen(LINE), &note, NULL),
                     TCT_ERR_INPUT);
}

static void notes_have_limits(void **state)
{
    (void)state;
    static char bytes[TCT_NOTE_MAX + 1];
    struct tct_note note;
    size_t used = (size_t)snprintf(bytes, sizeof(bytes), "text\n\n");
    for (int i = 0; i < TCT_NOTE_SIGNATURES_MAX; i++)
        used += (size_t)snprintf(bytes + used, sizeof(bytes) - used, "%s", LINE);
    assert_int_equal(tct_note_parse(bytes, used, &note, NULL), TCT_OK);
    assert_int_equal(note.count, TCT_NOTE_SIGNATURES_MAX);
    used += (size_t)snprintf(bytes + used, sizeof(bytes) - used, "%s", LINE);
    assert_int_equal(tct_note_parse(bytes, used, &note, NULL), TCT_ERR_LIMIT);
    assert_int_equal(tct_note_parse(bytes, sizeof(bytes), &note, NULL), TCT_ERR_LIMIT);
}

static void checkpoints_are_written_and_read(void **state)
{
    (void)state;
    struct tct_checkpoint checkpoint = {.origin = "example.org/log", .size = 20852163}, again;
    tct_hash_leaf("x", 1, &checkpoint.root);
    char text[TCT_CHECKPOINT_TEXT_MAX];
    size_t bytes = tct_checkpoint_write(&checkpoint, text);
    assert_int_equal(bytes, strlen(text));
    assert_int_equal(tct_checkpoint_parse(text, bytes, &again, NULL), TCT_OK);
    assert_string_equal(again.origin, checkpoint.origin);
    assert_true(again.size == checkpoint.size);
    assert_true(tct_hash_equal(&again.root, &checkpoint.root));
    assert_false(again.extended);
    memset(checkpoint.origin, 'o', TCT_ORIGIN_MAX);
    checkpoint.size = TCT_TREE_SIZE_MAX;
    bytes = tct_checkpoint_write(&checkpoint, text);
    assert_int_equal(tct_checkpoint_parse(text, bytes, &again, NULL), TCT_OK);
    assert_true(again.size == TCT_TREE_SIZE_MAX);
}

#define ROOT  "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=\n"
#define EMPTY "47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=\n"

static void bad_checkpoints_are_refused(void **state)
{
    (void)state;
    static const struct {
        const char *text, *why;
    } cases[] = {
        {"", "first line"},
        {"o", "first line"},
        {"\n1\n" ROOT, "first line"},
        {"o\n", "second line"},
        {"o\n\n" ROOT, "second line"},
        {"o\n01\n" ROOT, "leading zeros"},
        {"o\n00\n" EMPTY, "leading zeros"},
        {"o\n+1\n" ROOT, "second line"},
        {"o\n-1\n" ROOT, "second line"},
        {"o\n1 \n" ROOT, "second line"},
        {"o\n0x1\n" ROOT, "second line"},
        {"o\n9223372036854775808\n" ROOT, "below 2^63"},
        {"o\n18446744073709551617\n" ROOT, "below 2^63"},
        {"o\n99999999999999999999999999999999\n" ROOT, "below 2^63"},
        {"o\n1\n", "third line"},
        {"o\n1\nAAAA\n", "third line"},
        {"o\n1\nAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAB=\n", "canonical"},
        {"o\n1\nAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA\n", "canonical"},
        {"o\n1\nAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=", "third line"},
        {"o\n0\n" ROOT, "no entries"},
        {"o\n1\n" ROOT "\n", "extension line"},
        {"o\n1\n" ROOT "x\n\ny\n", "extension line"},
        {"o\n1\n" ROOT "x", "extension line"},
    };
    struct tct_checkpoint checkpoint;
    for (size_t i = 0; i < TCT_COUNT(cases); i++) {
        struct tct_error err = {0};
        assert_int_equal(
            tct_checkpoint_parse(cases[i].text, strlen(cases[i].text), &checkpoint, &err),
            TCT_ERR_INPUT);
        if (strstr(err.text, cases[i].why) == NULL)
            fail_msg("case %zu: %s", i, err.text);
    }
    static const char extended[] = "o\n1\n" ROOT "x\ny\n", empty[] = "o\n0\n" EMPTY;
    assert_int_equal(tct_checkpoint_parse(extended, strlen(extended), &checkpoint, NULL), TCT_OK);
    assert_true(checkpoint.extended);
    assert_int_equal(tct_checkpoint_parse(empty, strlen(empty), &checkpoint, NULL), TCT_OK);
}

static void a_checkpoint_is_of_its_own_log(void **state)
{
    (void)state;
    struct tct_signer a = signer_of("a.example", TCT_KEY_ED25519, 1),
                      b = signer_of("b.example", TCT_KEY_ED25519, 1);
    const struct tct_signer *const signers[] = {&a, &b};
    char bytes[1024];
    struct tct_note note;
    struct tct_checkpoint checkpoint;
    struct tct_error err;
    size_t count = signed_note("a.example\n1\n" ROOT, signers, 2, 0, bytes, sizeof(bytes));
    assert_int_equal(tct_checkpoint_open(bytes, count, &a.verifier, &note, &checkpoint, &err),
                     TCT_OK);
    assert_int_equal(checkpoint.size, 1);
    assert_int_equal(tct_checkpoint_open(bytes, count, &b.verifier, &note, &checkpoint, &err),
                     TCT_ERR_INPUT);
    assert_string_equal(err.text, "the checkpoint is of a.example, not of b.example");
    count = signed_note("a.example\n1\n" ROOT, signers, 1, 0, bytes, sizeof(bytes));
    assert_int_equal(tct_checkpoint_open(bytes, count, &b.verifier, &note, &checkpoint, &err),
                     TCT_ERR_INPUT);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(only_canonical_base64_is_read),
        cmocka_unit_test(base64_has_its_letters_only),
        cmocka_unit_test(base64_has_a_length),
        cmocka_unit_test(tiles_have_one_path),
        cmocka_unit_test(other_paths_are_refused),
        cmocka_unit_test(tiles_of_70000_entries),
        cmocka_unit_test(hashes_are_found_in_tiles),
        cmocka_unit_test(bundles_are_read_to_their_last_byte),
        cmocka_unit_test(keys_are_read_again),
        cmocka_unit_test(signatures_are_those_of_others),
        cmocka_unit_test(bad_keys_are_refused),
        cmocka_unit_test(notes_are_read_and_verified),
        cmocka_unit_test(of_several_cosignatures_the_earliest_counts),
        cmocka_unit_test(every_changed_bit_of_a_note_is_seen),
        cmocka_unit_test(bad_notes_are_refused),
        cmocka_unit_test(notes_have_limits),
        cmocka_unit_test(checkpoints_are_written_and_read),
        cmocka_unit_test(bad_checkpoints_are_refused),
        cmocka_unit_test(a_checkpoint_is_of_its_own_log),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
