/* Pieces: one stretch of the caller's memory cut into aligned ones. */
#ifndef TACET_SIGNAL_PIECES_H
#define TACET_SIGNAL_PIECES_H

#include <stddef.h>

enum { PIECES_ALIGNMENT = 64 };

/* What a piece of `bytes` takes up. */
static inline size_t piece_bytes(size_t bytes)
{
    return (bytes + PIECES_ALIGNMENT - 1) / PIECES_ALIGNMENT * PIECES_ALIGNMENT;
}

/* The next piece; `*rest` goes on behind it. */
static inline void *piece_cut(char **rest, size_t bytes)
{
    void *piece = *rest;
    *rest += piece_bytes(bytes);
    return piece;
}

#endif
