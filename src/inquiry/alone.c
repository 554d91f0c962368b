/* Whether a goal is reached whatever one side does: a game on the states of a procedure. The goal's
 * states are won; and so is every state from which some move of the others leads to a won one, and
 * all moves of who blocks do as well. What is won neither by that nor by waiting is blocked.
 *
 * Solved from the goal backwards, each move looked at once: Zermelo's attractor, as in E. Graedel,
 * W. Thomas, T. Wilke (eds.), Automata, Logics, and Infinite Games, LNCS 2500 (2002), ch. 2. */
#include "states.h"

struct game {
    const struct states *states;
    uint32_t *begins; /* by state: where the moves to it begin in `into` */
    uint32_t *into;   /* moves, sorted by where they lead */
    uint32_t *left;   /* by state: moves of who blocks that may still lead elsewhere */
    bool *way;        /* the others have a move that wins */
    bool *won;
    uint32_t *queue;
    uint32_t queued;
};

static bool init(struct game *game, const struct states *states, struct tct_arena *arena)
{
    *game = (struct game){
        .states = states,
        .begins = TCT_ARENA_NEW(arena, uint32_t, (size_t)states->count + 1),
        .into = TCT_ARENA_NEW(arena, uint32_t, states->edge_count),
        .left = TCT_ARENA_NEW(arena, uint32_t, states->count),
        .way = TCT_ARENA_NEW(arena, bool, states->count),
        .won = TCT_ARENA_NEW(arena, bool, states->count),
        .queue = TCT_ARENA_NEW(arena, uint32_t, states->count),
    };
    return game->begins != NULL && game->into != NULL && game->left != NULL && game->way != NULL &&
           game->won != NULL && game->queue != NULL;
}

/* Sorts moves by where they lead (counting sort). */
static void sort_moves(struct game *game)
{
    const struct states *states = game->states;
    for (size_t i = 0; i < states->edge_count; i++)
        game->begins[states->edges[i].to]++;
    uint32_t end = 0;
    for (uint32_t state = 0; state < states->count; state++)
        end = game->begins[state] += end;
    game->begins[states->count] = end;
    for (size_t i = states->edge_count; i > 0; i--)
        game->into[--game->begins[states->edges[i - 1].to]] = (uint32_t)(i - 1);
}

static void win(struct game *game, uint32_t state)
{
    game->won[state] = true;
    game->queue[game->queued++] = state;
}

static void look_back(struct game *game, uint32_t state, const struct goal *goal)
{
    for (uint32_t i = game->begins[state]; i < game->begins[state + 1]; i++) {
        const struct edge *edge = &game->states->edges[game->into[i]];
        if (edge->mover == goal->blocking)
            game->left[edge->from]--;
        else if (edge->beside || !goal->beside)
            game->way[edge->from] = true;
        if (!game->won[edge->from] && game->way[edge->from] && game->left[edge->from] == 0)
            win(game, edge->from);
    }
}

bool *states_lead_to(const struct states *states, const struct model *model,
                     const struct goal *goal, struct tct_arena *arena)
{
    struct game game;
    if (!init(&game, states, arena))
        return NULL;
    sort_moves(&game);
    for (size_t i = 0; i < states->edge_count; i++)
        if (states->edges[i].mover == goal->blocking)
            game.left[states->edges[i].from]++;
    for (uint32_t state = 0; state < states->count; state++)
        if (goal->is_reached(model, &states->list[state]) || states->list[state].step == goal->step)
            win(&game, state);
    for (uint32_t i = 0; i < game.queued; i++)
        look_back(&game, game.queue[i], goal);
    return game.won;
}
