/* Numbers: how incidents go on when what they are made of changes, and what is told of it.
 *
 * A number goes to the cluster that has most of its firings. Where several numbers meet, the older
 * one stays. The rest is told firing by firing. */
#include "book_parts.h"

static void tell(struct tct_book *book, uint32_t incident, enum tct_change change, uint32_t other)
{
    if (book->changed != NULL)
        book->changed(book->user, incident, change, other);
}

void mark_moved(struct tct_book *book, uint32_t firing)
{
    if (book->firings[firing].moved)
        return;
    book->firings[firing].moved = true;
    push(&book->moved, firing);
}

/* What was taken, by what it was taken in the end; the way is halved for the next time. */
uint32_t told_number(struct tct_book *book, uint32_t firing)
{
    uint32_t number = book->firings[firing].told;
    if (number == TCT_NO_NUMBER)
        return number;
    struct incident *all = book->incidents;
    while (all[number].taken_by != number) {
        all[number].taken_by = all[all[number].taken_by].taken_by;
        number = all[number].taken_by;
    }
    book->firings[firing].told = number;
    return number;
}

void merge_numbers(struct tct_book *book, struct cluster *into, uint32_t taken)
{
    uint32_t older = taken < into->number ? taken : into->number; /* none is the largest */
    uint32_t newer = older == taken ? into->number : taken;
    into->number = older;
    if (newer == TCT_NO_NUMBER)
        return;
    book->incidents[newer].taken_by = older;
    book->incidents[newer].cluster = NOTHING;
    tell(book, older, TCT_CHANGE_MERGED, newer);
    tell(book, newer, TCT_CHANGE_TAKEN, older);
}

void each_member(struct tct_book *book, uint32_t cluster, member_fn *call, void *user)
{
    for (uint32_t voxel = book->clusters[cluster].first_voxel; voxel != NOTHING;
         voxel = book->voxels.all[voxel].next) {
        if (!is_near_group(book->voxels.all[voxel].key.group))
            continue;
        for (uint32_t i = book->voxels.all[voxel].first; i != NOTHING;
             i = book->voxels.entries[i].next) {
            uint32_t firing = book->voxels.entries[i].firing;
            call(book, firing, user);
            for (uint32_t hung = book->firings[firing].first_hung; hung != NOTHING;
                 hung = book->firings[hung].next_hung)
                call(book, hung, user);
        }
    }
}

static bool is_homeless(const struct tct_book *book, uint32_t number)
{
    return number != TCT_NO_NUMBER && book->incidents[number].cluster == NOTHING &&
           book->incidents[number].taken_by == number;
}

static bool earlier(const struct tct_book *book, uint32_t a, uint32_t b)
{
    int64_t at = book->firings[a].spot.at.time_ns, other = book->firings[b].spot.at.time_ns;
    return at != other ? at < other : a < b;
}

/* One of a cluster's firings votes for the number that it had. */
static void vote(struct tct_book *book, uint32_t firing, void *user)
{
    uint32_t number = told_number(book, firing);
    (void)user;
    if (!is_homeless(book, number))
        return;
    struct incident *incident = &book->incidents[number];
    if (incident->votes++ == 0) {
        incident->earliest = firing;
        push(&book->queue, number);
    } else if (earlier(book, firing, incident->earliest)) {
        incident->earliest = firing;
    }
}

static void count_votes(struct tct_book *book, uint32_t cluster)
{
    book->queue.count = 0;
    each_member(book, cluster, vote, NULL);
    for (uint32_t i = 0; i < book->queue.count; i++) {
        struct incident *incident = &book->incidents[book->queue.all[i]];
        bool better = incident->votes > incident->most_votes ||
                      (incident->votes == incident->most_votes &&
                       earlier(book, incident->earliest, incident->heir_earliest));
        if (better) {
            incident->most_votes = incident->votes;
            incident->heir = cluster;
            incident->heir_earliest = incident->earliest;
        }
        incident->votes = 0;
    }
}

static bool is_unsettled(const struct tct_book *book, uint32_t cluster)
{
    return book->clusters[cluster].unsettled;
}

static void give(struct tct_book *book, uint32_t number, uint32_t cluster)
{
    merge_numbers(book, &book->clusters[cluster], number);
    book->incidents[book->clusters[cluster].number].cluster = cluster;
}

/* Numbers without a cluster go to those that have most of their firings; without such a one to
 * where the first of their firings that moved is now. */
static void give_homeless(struct tct_book *book)
{
    for (uint32_t i = 0; i < book->unsettled.count; i++)
        if (is_unsettled(book, book->unsettled.all[i]))
            count_votes(book, book->unsettled.all[i]);
    for (uint32_t i = 0; i < book->homeless.count; i++) {
        struct incident *incident = &book->incidents[book->homeless.all[i]];
        if (incident->most_votes > 0)
            give(book, book->homeless.all[i], incident->heir);
        incident->most_votes = 0;
    }
    for (uint32_t i = 0; i < book->moved.count; i++) {
        uint32_t number = told_number(book, book->moved.all[i]);
        uint32_t cluster = cluster_of(book, book->moved.all[i]);
        if (is_homeless(book, number) && cluster != NOTHING)
            give(book, number, cluster);
    }
}

/* A new number: of what begins, or of what came off another. */
static void begin(struct tct_book *book, uint32_t cluster, uint32_t firing)
{
    uint32_t number = book->incident_count++;
    TCT_ASSERT(number < book->incident_room);
    book->incidents[number] = (struct incident){.taken_by = number, .cluster = cluster};
    book->clusters[cluster].number = number;
    uint32_t told = told_number(book, firing);
    if (told != TCT_NO_NUMBER) {
        tell(book, number, TCT_CHANGE_SPLIT, told);
        return;
    }
    tell(book, number, TCT_CHANGE_BEGUN, firing);
    book->firings[firing].told = number;
    if (book->revised == firing)
        book->revised = NOTHING;
}

/* Says where the firing is now, if that is not what was said, or if it is known better. */
static void say(struct tct_book *book, uint32_t firing, uint32_t number)
{
    uint32_t told = told_number(book, firing);
    if (told == number && book->revised != firing)
        return;
    if (told != number && told != TCT_NO_NUMBER)
        tell(book, told, TCT_CHANGE_LEFT, firing);
    book->firings[firing].told = number;
    if (number != TCT_NO_NUMBER)
        tell(book, number, TCT_CHANGE_FIRING, firing);
    if (book->revised == firing)
        book->revised = NOTHING;
}

static void find_earliest(struct tct_book *book, uint32_t firing, void *user)
{
    uint32_t *earliest = user;
    if (*earliest == NOTHING || earlier(book, firing, *earliest))
        *earliest = firing;
}

static void say_member(struct tct_book *book, uint32_t firing, void *user)
{
    const uint32_t *number = user;
    say(book, firing, *number);
}

static void settle_cluster(struct tct_book *book, uint32_t cluster)
{
    book->clusters[cluster].unsettled = false;
    if (book->clusters[cluster].number == TCT_NO_NUMBER) {
        uint32_t earliest = NOTHING;
        each_member(book, cluster, find_earliest, &earliest);
        begin(book, cluster, earliest);
    }
    uint32_t number = book->clusters[cluster].number;
    each_member(book, cluster, say_member, &number);
}

void settle(struct tct_book *book)
{
    give_homeless(book);
    for (uint32_t i = 0; i < book->unsettled.count; i++)
        if (is_unsettled(book, book->unsettled.all[i]))
            settle_cluster(book, book->unsettled.all[i]);
    for (uint32_t i = 0; i < book->moved.count; i++) {
        uint32_t firing = book->moved.all[i], cluster = cluster_of(book, firing);
        say(book, firing, cluster == NOTHING ? TCT_NO_NUMBER : book->clusters[cluster].number);
        book->firings[firing].moved = false;
    }
    for (uint32_t i = 0; i < book->homeless.count; i++)
        if (is_homeless(book, book->homeless.all[i]))
            tell(book, book->homeless.all[i], TCT_CHANGE_ENDED, TCT_NO_NUMBER);
    book->unsettled.count = book->homeless.count = book->moved.count = 0;
}
