/* What the record costs, beside what the machine can do at best: libsodium's SHA-256 and Ed25519 on
 * the same bytes, and fdatasync of one block after the other. Ratios are to these bounds; those of
 * proofs are to the hashes that a proof cannot do without.
 *
 * usage: bench-record [FOLDER]   (where the log is written; default: TMPDIR) */
#include <fcntl.h>
#include <ftw.h>
#include <math.h>
#include <pthread.h>
#include <sodium.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#include "tacet/record.h"

enum {
    ENTRY_BYTES = 300,
    LEVELS = 16,
    LEAVES = 1 << LEVELS,
    THREADS = 16,
    THREADS_MOST = 256,
    SYNCS = 200,
    MILLION = 1000000
};
static const double LONG_S = 0.2;

/* A whole tree in memory: levels[l][i] is the hash of (l, i). */
struct tree {
    struct tct_hash *levels[LEVELS + 1];
    struct tct_hash node; /* what is worked on */
    struct tct_proof proof;
    uint8_t entry[ENTRY_BYTES];
    struct tct_signer signer;
    struct tct_frontier frontier;
    char text[TCT_CHECKPOINT_TEXT_MAX], note[TCT_CHECKPOINT_TEXT_MAX + TCT_SIGNATURE_LINE_MAX + 1];
    size_t text_bytes, note_bytes;
};

static double clock_s(clockid_t clock)
{
    struct timespec now;
    clock_gettime(clock, &now);
    return (double)now.tv_sec + 1e-9 * (double)now.tv_nsec;
}

static void must(enum tct_status status)
{
    if (status != TCT_OK)
        abort();
}

typedef void work_fn(struct tree *tree, uint64_t n);

/* How often a second, by CPU time: the best of three, because others use the machine, too. */
static double rate(work_fn *work, struct tree *tree)
{
    double best = 0.0;
    for (int run = 0; run < 3; run++) {
        uint64_t done = 0;
        double start = clock_s(CLOCK_PROCESS_CPUTIME_ID), taken = 0.0;
        for (; taken < LONG_S; taken = clock_s(CLOCK_PROCESS_CPUTIME_ID) - start)
            for (int i = 0; i < 256; i++)
                work(tree, done++);
        best = fmax(best, (double)done / taken);
    }
    return best;
}

static enum tct_status read_hash(void *source, unsigned level, uint64_t index, struct tct_hash *ret,
                                 struct tct_error *err)
{
    const struct tree *tree = source;
    (void)err;
    *ret = tree->levels[level][index];
    return TCT_OK;
}

static void bare_leaf(struct tree *tree, uint64_t n)
{
    (void)n;
    crypto_hash_sha256(tree->node.bytes, tree->entry, ENTRY_BYTES);
}

static void bare_node(struct tree *tree, uint64_t n)
{
    uint8_t both[1 + 2 * TCT_HASH_BYTES] = {1};
    memcpy(both + 1, &n, sizeof(n));
    crypto_hash_sha256(tree->node.bytes, both, sizeof(both));
}

static void leaf(struct tree *tree, uint64_t n)
{
    (void)n;
    tct_hash_leaf(tree->entry, ENTRY_BYTES, &tree->node);
}

static void append(struct tree *tree, uint64_t n)
{
    leaf(tree, n);
    tct_frontier_add(&tree->frontier, &tree->node);
}

/* Proofs of places far apart, one after the other. */
static uint64_t place(uint64_t n)
{
    return n * 40503 % LEAVES;
}

static void prove(struct tree *tree, uint64_t n)
{
    must(tct_prove_inclusion(place(n), LEAVES, read_hash, tree, &tree->proof, NULL));
}

static void prove_and_check(struct tree *tree, uint64_t n)
{
    prove(tree, n);
    must(tct_check_inclusion(place(n), LEAVES, &tree->levels[0][place(n)], tree->proof.hashes,
                             tree->proof.count, tree->levels[LEVELS], NULL));
}

static void prove_growth(struct tree *tree, uint64_t n)
{
    must(tct_prove_consistency(1 + place(n), LEAVES, read_hash, tree, &tree->proof, NULL));
}

static void bare_sign(struct tree *tree, uint64_t n)
{
    uint8_t signature[crypto_sign_BYTES];
    (void)n;
    crypto_sign_detached(signature, NULL, (uint8_t *)tree->text, tree->text_bytes,
                         tree->signer.secret);
}

static void sign(struct tree *tree, uint64_t n)
{
    char line[TCT_SIGNATURE_LINE_MAX];
    (void)n;
    must(tct_note_sign(tree->text, tree->text_bytes, &tree->signer, 0, line, NULL));
}

static void bare_verify(struct tree *tree, uint64_t n)
{
    static uint8_t signature[crypto_sign_BYTES];
    if (n == 0)
        crypto_sign_detached(signature, NULL, (uint8_t *)tree->text, tree->text_bytes,
                             tree->signer.secret);
    if (crypto_sign_verify_detached(signature, (uint8_t *)tree->text, tree->text_bytes,
                                    tree->signer.verifier.key) != 0)
        abort();
}

static void open_head(struct tree *tree, uint64_t n)
{
    struct tct_note note;
    struct tct_checkpoint head;
    (void)n;
    must(tct_checkpoint_open(tree->note, tree->note_bytes, &tree->signer.verifier, &note, &head,
                             NULL));
}

static void make_tree(struct tree *tree)
{
    static const uint8_t SEED[TCT_KEY_SEED_BYTES] = {1};
    for (unsigned l = 0; l <= LEVELS; l++) {
        tree->levels[l] = calloc((size_t)LEAVES >> l, sizeof(struct tct_hash));
        if (tree->levels[l] == NULL)
            abort();
        for (size_t i = 0; i < (size_t)LEAVES >> l; i++)
            if (l == 0)
                tct_hash_leaf(&i, sizeof(i), &tree->levels[0][i]);
            else
                tct_hash_node(&tree->levels[l - 1][2 * i], &tree->levels[l - 1][2 * i + 1],
                              &tree->levels[l][i]);
    }
    must(tct_signer_new("bench.example/log", TCT_KEY_ED25519, SEED, &tree->signer, NULL));
    struct tct_checkpoint head = {.size = LEAVES, .root = *tree->levels[LEVELS]};
    memcpy(head.origin, "bench.example/log", sizeof("bench.example/log"));
    char line[TCT_SIGNATURE_LINE_MAX];
    tree->text_bytes = tct_checkpoint_write(&head, tree->text);
    must(tct_note_sign(tree->text, tree->text_bytes, &tree->signer, 0, line, NULL));
    tree->note_bytes = (size_t)snprintf(tree->note, sizeof(tree->note), "%s\n%s", tree->text, line);
}

static void print(const char *what, double each_s, double bound_s)
{
    printf("%-44s %12.0f a second, %5.2f of the bound\n", what, each_s, each_s / bound_s);
}

/* Answers leaves a second, bare. */
static double measure_memory(struct tree *tree)
{
    double leaf_bound = rate(bare_leaf, tree), node_bound = rate(bare_node, tree);
    double sign_bound = rate(bare_sign, tree), verify_bound = rate(bare_verify, tree);
    printf("SHA-256 of %d bytes %.0f, of a node %.0f a second; Ed25519 signs %.0f, verifies %.0f\n",
           ENTRY_BYTES, leaf_bound, node_bound, sign_bound, verify_bound);
    print("leaves hashed", rate(leaf, tree), leaf_bound);
    print("entries added to a tree (bound: leaf, node)", rate(append, tree),
          1.0 / (1.0 / leaf_bound + 1.0 / node_bound));
    printf("%-44s %12.0f a second\n", "proofs made, of 65,536 entries in memory",
           rate(prove, tree));
    print("made and verified (bound: its 16 nodes)", rate(prove_and_check, tree),
          node_bound / LEVELS);
    printf("%-44s %12.0f a second\n", "proofs of growth made", rate(prove_growth, tree));
    print("heads signed", rate(sign, tree), sign_bound);
    print("heads opened and verified", rate(open_head, tree), verify_bound);
    return leaf_bound;
}

/* One block after the other into a file that grows, as a journal does. */
static double sync_rate(const char *folder)
{
    char path[512];
    static const uint8_t block[4096];
    (void)snprintf(path, sizeof(path), "%s/sync", folder);
    int file = open(path, O_CREAT | O_WRONLY | O_CLOEXEC, 0600);
    double start = clock_s(CLOCK_MONOTONIC);
    for (int i = 0; i < SYNCS; i++)
        if (file < 0 || write(file, block, sizeof(block)) != sizeof(block) || fdatasync(file) != 0)
            abort();
    double taken = clock_s(CLOCK_MONOTONIC) - start;
    (void)close(file);
    return SYNCS / taken;
}

static void *append_many(void *user)
{
    static const uint8_t bytes[ENTRY_BYTES];
    for (int i = 0; i < SYNCS; i++) {
        uint64_t index = 0;
        must(tct_log_append(user, &(struct tct_entry){bytes, ENTRY_BYTES}, 1, &index, NULL));
    }
    return NULL;
}

static double append_rate(struct tct_log *log, int threads)
{
    pthread_t all[THREADS_MOST];
    double start = clock_s(CLOCK_MONOTONIC);
    for (int i = 0; i < threads; i++)
        if (pthread_create(&all[i], NULL, append_many, log) != 0)
            abort();
    for (int i = 0; i < threads; i++)
        (void)pthread_join(all[i], NULL);
    return SYNCS * threads / (clock_s(CLOCK_MONOTONIC) - start);
}

/* Up to a million entries, each of them other bytes, a part of them at once. */
static void fill(struct tct_log *log)
{
    static uint8_t bytes[LEAVES][ENTRY_BYTES];
    static struct tct_entry entries[LEAVES];
    double appending_s = 0.0, publishing_s = 0.0;
    uint64_t first = tct_log_size(log);
    must(tct_log_publish(log, NULL));
    for (uint64_t size = first; size < MILLION;) {
        size_t count = MILLION - size < LEAVES ? (size_t)(MILLION - size) : LEAVES;
        uint64_t index = 0;
        for (size_t i = 0; i < count; i++) {
            uint64_t number = size + i;
            memcpy(bytes[i], &number, sizeof(number));
            entries[i] = (struct tct_entry){bytes[i], ENTRY_BYTES};
        }
        double start = clock_s(CLOCK_MONOTONIC);
        must(tct_log_append(log, entries, count, &index, NULL));
        double appended = clock_s(CLOCK_MONOTONIC);
        must(tct_log_publish(log, NULL));
        appending_s += appended - start;
        publishing_s += clock_s(CLOCK_MONOTONIC) - appended;
        size += count;
    }
    printf("%d entries of %d bytes: durable in %.1f s, in tiles under heads %.1f s later\n",
           (int)(MILLION - first), ENTRY_BYTES, appending_s, publishing_s);
}

static void verify_all(const struct tree *tree, const char *path, double leaf_bound)
{
    struct tct_folder *folder = NULL;
    struct tct_view *view = NULL;
    double start = clock_s(CLOCK_MONOTONIC);
    must(tct_folder_open(path, TCT_LOG_STAGING, false, &folder, NULL));
    must(tct_view_open(tct_folder_storage(folder), &tree->signer.verifier, &view, NULL));
    must(tct_view_verify(view, 0, NULL, NULL, NULL));
    double taken_s = clock_s(CLOCK_MONOTONIC) - start;
    print("entries of that log verified, all", MILLION / taken_s, leaf_bound);
    tct_view_close(view);
    tct_folder_close(folder);
}

static void measure_log(const struct tree *tree, const char *folder, double leaf_bound)
{
    char path[512];
    struct tct_log *log = NULL;
    (void)snprintf(path, sizeof(path), "%s/log", folder);
    struct tct_log_options options = {.path = path, .signer = &tree->signer};
    must(tct_log_create(&options, NULL));
    must(tct_log_open(&options, &log, NULL));
    double bound = 0.0, one = 0.0, many = 0.0, most = 0.0;
    for (int run = 0; run < 3; run++) { /* in turns: the disk is others', too */
        bound = fmax(bound, sync_rate(folder));
        one = fmax(one, append_rate(log, 1));
        many = fmax(many, append_rate(log, THREADS));
        most = fmax(most, append_rate(log, THREADS_MOST));
    }
    printf("fdatasync of a block: %.0f a second\n", bound);
    print("appends, each answered when durable", one, bound);
    print("the same, from 16 threads", many, bound);
    print("the same, from 256 threads", most, bound);
    fill(log);
    tct_log_close(log);
    verify_all(tree, path, leaf_bound);
}

static int drop(const char *path, const struct stat *about, int kind, struct FTW *where)
{
    (void)about;
    (void)kind;
    (void)where;
    return remove(path);
}

int main(int argc, char **argv)
{
    static struct tree tree;
    const char *temporary = getenv("TMPDIR");
    char folder[256];
    (void)snprintf(folder, sizeof(folder), "%s/tacet-bench.XXXXXX",
                   argc > 1            ? argv[1]
                   : temporary != NULL ? temporary
                                       : "/tmp");
    if (sodium_init() < 0 || mkdtemp(folder) == NULL)
        return 3;
    make_tree(&tree);
    measure_log(&tree, folder, measure_memory(&tree));
    (void)nftw(folder, drop, 8, FTW_DEPTH | FTW_PHYS);
    for (unsigned l = 0; l <= LEVELS; l++)
        free(tree.levels[l]);
    return 0;
}
