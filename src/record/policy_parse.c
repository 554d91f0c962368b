/* Policies as texts: tlog-policy. */
#include <stdlib.h>
#include <string.h>

#include "decimal.h"
#include "lines.h"
#include "tacet/record/policy.h"

enum { WORDS_MAX = 3 + TCT_POLICY_NODES_MAX };

struct word {
    const char *text;
    size_t bytes;
};

struct parser {
    struct tct_policy *policy;
    size_t line;
    struct word words[WORDS_MAX];
    size_t count;
    bool quorum_seen;
    struct tct_error *err;
};

static enum tct_status refuse(const struct parser *parser, const struct word *found,
                              const char *expected)
{
    char text[64] = "nothing";
    if (found != NULL) {
        size_t bytes = found->bytes < sizeof(text) - 1 ? found->bytes : sizeof(text) - 1;
        memcpy(text, found->text, bytes);
        text[bytes] = '\0';
    }
    return tct_fail_at(parser->err, TCT_ERR_INPUT, "policy", parser->line, text, expected);
}

static const struct word *word_at(const struct parser *parser, size_t index)
{
    return index < parser->count ? &parser->words[index] : NULL;
}

static bool is_word(const struct word *word, const char *text)
{
    return word->bytes == strlen(text) && memcmp(word->text, text, word->bytes) == 0;
}

/* Splits a line at spaces and tabs; false when there are too many words. */
static bool split(struct parser *parser, const char *line, size_t bytes)
{
    parser->count = 0;
    for (size_t at = 0; at < bytes;) {
        if (line[at] == ' ' || line[at] == '\t') {
            at++;
            continue;
        }
        size_t begin = at;
        while (at < bytes && line[at] != ' ' && line[at] != '\t')
            at++;
        if (parser->count == WORDS_MAX)
            return false;
        parser->words[parser->count++] = (struct word){line + begin, at - begin};
    }
    return true;
}

/* The node of a name, or NULL. */
static struct tct_policy_node *find(const struct parser *parser, const struct word *name)
{
    for (size_t i = 0; i < parser->policy->node_count; i++)
        if (is_word(name, parser->policy->nodes[i].name))
            return &parser->policy->nodes[i];
    return NULL;
}

static enum tct_status new_node(struct parser *parser, struct tct_policy_node **ret)
{
    const struct word *name = word_at(parser, 1);
    if (name == NULL || name->bytes > TCT_KEY_NAME_MAX || is_word(name, "none") ||
        find(parser, name) != NULL)
        return refuse(parser, name, "a name of at most 255 bytes that is new, and not none");
    TCT_ASSERT(parser->policy->node_count < TCT_POLICY_NODES_MAX);
    *ret = &parser->policy->nodes[parser->policy->node_count++];
    memcpy((*ret)->name, name->text, name->bytes);
    return TCT_OK;
}

static bool has_key(const struct tct_policy_party *parties, size_t count,
                    const struct tct_verifier *verifier)
{
    for (size_t i = 0; i < count; i++)
        if (parties[i].known && memcmp(parties[i].verifier.key, verifier->key, TCT_KEY_BYTES) == 0)
            return true;
    return false;
}

/* Key and URL from word `at` on. */
static enum tct_status read_party(struct parser *parser, size_t at, enum tct_key_type type,
                                  const struct tct_policy_party *others, size_t count,
                                  struct tct_policy_party *ret)
{
    const struct word *key = word_at(parser, at), *url = word_at(parser, at + 1);
    struct tct_error why;
    if (key == NULL)
        return refuse(parser, NULL, "a key");
    if (parser->count > at + 2)
        return refuse(parser, word_at(parser, at + 2), "the end of the line");
    enum tct_status status = tct_verifier_parse(key->text, key->bytes, &ret->verifier, &why);
    if (status != TCT_OK && status != TCT_ERR_UNSUPPORTED)
        return refuse(parser, key, why.text);
    ret->known = status == TCT_OK;
    if (ret->known && ret->verifier.type != type)
        return refuse(parser, key,
                      type == TCT_KEY_ED25519 ? "a key of a log, of type 0x01"
                                              : "a key of a witness, of type 0x04");
    if (ret->known && has_key(others, count, &ret->verifier))
        return refuse(parser, key, "a key that no other line has");
    if (url != NULL && url->bytes > TCT_POLICY_URL_MAX)
        return refuse(parser, url, "a URL of at most 1023 bytes");
    if (url != NULL)
        memcpy(ret->url, url->text, url->bytes);
    return TCT_OK;
}

static enum tct_status read_log(struct parser *parser)
{
    struct tct_policy *policy = parser->policy;
    if (policy->log_count == TCT_POLICY_LOGS_MAX)
        return refuse(parser, word_at(parser, 0), "at most 64 logs");
    struct tct_policy_party *log = &policy->logs[policy->log_count];
    enum tct_status status =
        read_party(parser, 1, TCT_KEY_ED25519, policy->logs, policy->log_count, log);
    if (status != TCT_OK)
        return status;
    memcpy(log->name, log->verifier.name, sizeof(log->name));
    policy->log_count++;
    return TCT_OK;
}

static enum tct_status read_witness(struct parser *parser)
{
    struct tct_policy *policy = parser->policy;
    struct tct_policy_node *node = NULL;
    if (policy->witness_count == TCT_POLICY_WITNESSES_MAX)
        return refuse(parser, word_at(parser, 0), "at most 64 witnesses");
    struct tct_policy_party *witness = &policy->witnesses[policy->witness_count];
    enum tct_status status = read_party(parser, 2, TCT_KEY_COSIGNATURE, policy->witnesses,
                                        policy->witness_count, witness);
    if (status == TCT_OK)
        status = new_node(parser, &node);
    if (status != TCT_OK)
        return status;
    node->witness = policy->witness_count++;
    memcpy(witness->name, node->name, sizeof(witness->name));
    return TCT_OK;
}

static enum tct_status read_needed(struct parser *parser, size_t members, unsigned *ret)
{
    const struct word *word = word_at(parser, 2);
    uint64_t number = 0;
    if (word != NULL && is_word(word, "all"))
        number = members;
    else if (word != NULL && is_word(word, "any"))
        number = 1;
    else if (word == NULL || !decimal_read(word->text, word->bytes, members, &number) ||
             number == 0)
        return refuse(parser, word, "all, any, or a number from 1 to that of the members");
    *ret = (unsigned)number;
    return TCT_OK;
}

static enum tct_status read_group(struct parser *parser)
{
    struct tct_policy *policy = parser->policy;
    struct tct_policy_node *group = NULL;
    size_t members = parser->count > 3 ? parser->count - 3 : 0;
    unsigned needed = 0;
    if (policy->node_count - policy->witness_count == TCT_POLICY_GROUPS_MAX)
        return refuse(parser, word_at(parser, 0), "at most 64 groups");
    enum tct_status status = read_needed(parser, members, &needed);
    if (status == TCT_OK && members == 0)
        status = refuse(parser, NULL, "at least one member");
    for (size_t i = 0; i < members && status == TCT_OK; i++) {
        struct tct_policy_node *member = find(parser, word_at(parser, 3 + i));
        if (member == NULL || member->is_member)
            return refuse(parser, word_at(parser, 3 + i),
                          "a name of a line above that is in no group yet");
        member->is_member = true;
        member->group = policy->node_count;
    }
    if (status == TCT_OK)
        status = new_node(parser, &group);
    if (status != TCT_OK)
        return status;
    group->witness = TCT_POLICY_WITNESSES_MAX;
    group->needed = needed;
    return TCT_OK;
}

static enum tct_status read_quorum(struct parser *parser)
{
    const struct word *name = word_at(parser, 1);
    if (parser->quorum_seen)
        return refuse(parser, word_at(parser, 0), "one quorum only");
    if (name == NULL || parser->count > 2)
        return refuse(parser, word_at(parser, 2), "one name for the quorum");
    parser->quorum_seen = true;
    if (is_word(name, "none"))
        return TCT_OK;
    const struct tct_policy_node *node = find(parser, name);
    if (node == NULL)
        return refuse(parser, name, "a name of a line above, or none");
    parser->policy->any_quorum = true;
    parser->policy->quorum = (size_t)(node - parser->policy->nodes);
    return TCT_OK;
}

static enum tct_status read_line(struct parser *parser, const char *line, size_t bytes)
{
    for (size_t i = 0; i < bytes; i++)
        if ((line[i] >= 0 && line[i] < ' ' && line[i] != '\t') || line[i] == 0x7f)
            return refuse(parser, &(struct word){"a control character", 19}, "text");
    const char *start = line;
    while (start < line + bytes && (*start == ' ' || *start == '\t'))
        start++;
    if (start == line + bytes || *start == '#')
        return TCT_OK;
    if (!split(parser, line, bytes))
        return refuse(parser, NULL, "fewer words");
    const struct word *first = word_at(parser, 0);
    if (is_word(first, "log"))
        return read_log(parser);
    if (is_word(first, "witness"))
        return read_witness(parser);
    if (is_word(first, "group"))
        return read_group(parser);
    if (is_word(first, "quorum"))
        return read_quorum(parser);
    return refuse(parser, first, "log, witness, group or quorum");
}

enum tct_status tct_policy_parse(const char *text, size_t bytes, struct tct_policy **ret,
                                 struct tct_error *err)
{
    *ret = NULL;
    if (bytes > TCT_POLICY_MAX)
        return tct_fail(err, TCT_ERR_LIMIT, "a policy of more than %d bytes", TCT_POLICY_MAX);
    struct parser parser = {.policy = calloc(1, sizeof(struct tct_policy)), .err = err};
    if (parser.policy == NULL)
        return tct_fail(err, TCT_ERR_MEMORY, "out of memory");
    struct lines lines = lines_of(text, bytes);
    const char *line = NULL;
    size_t count = 0;
    enum tct_status status = TCT_OK;
    while (status == TCT_OK && lines_take(&lines, &line, &count)) {
        parser.line = lines.number;
        status = read_line(&parser, line, count);
    }
    parser.line = lines.number + 1;
    if (status == TCT_OK && lines.at < lines.end)
        status = refuse(&parser, &(struct word){"no newline", 10}, "one at the end of every line");
    if (status == TCT_OK && !parser.quorum_seen)
        status = refuse(&parser, NULL, "a quorum line");
    if (status != TCT_OK) {
        free(parser.policy);
        return status;
    }
    *ret = parser.policy;
    return TCT_OK;
}
