package main

import (
	"encoding/binary"
	"fmt"
	"os"
	"path/filepath"
	"strings"

	"golang.org/x/mod/sumdb/tlog"
)

const tileHeight, tileWidth = 8, 256

// A folder in the layout of C2SP tlog-tiles, as a tlog.TileReader. That is the layout of the module checksum
// database but for the height, which is not in the paths, and for "entries", which are "data" there.
type folder string

func (dir folder) path(tile tlog.Tile) string {
	name := strings.Replace(tile.Path(), fmt.Sprintf("tile/%d/", tileHeight), "tile/", 1)
	return filepath.Join(string(dir), strings.Replace(name, "tile/data/", "tile/entries/", 1))
}

func (dir folder) Height() int { return tileHeight }

func (dir folder) ReadTiles(tiles []tlog.Tile) ([][]byte, error) {
	var contents [][]byte
	for _, tile := range tiles {
		content, err := os.ReadFile(dir.path(tile))
		if err != nil {
			return nil, err
		}
		contents = append(contents, content)
	}
	return contents, nil
}

func (dir folder) SaveTiles([]tlog.Tile, [][]byte) {}

// entries takes a bundle apart: each entry behind its length in two bytes.
func entries(bundle []byte, count int) ([][]byte, error) {
	var found [][]byte
	for len(bundle) >= 2 {
		length := 2 + int(binary.BigEndian.Uint16(bundle))
		if length > len(bundle) {
			break
		}
		found = append(found, bundle[2:length])
		bundle = bundle[length:]
	}
	if len(bundle) > 0 || len(found) != count {
		return nil, fmt.Errorf("%d entries and %d bytes, expected %d entries", len(found), len(bundle), count)
	}
	return found, nil
}

// verifyBundle shows that every entry of a bundle is in the tree, by hashes that were followed up to its root; and
// of its first and last entry by a proof, too, that is made and checked.
func verifyBundle(dir folder, tree tlog.Tree, hashes tlog.HashReader, first int64) error {
	count := tree.N - first
	if count > tileWidth {
		count = tileWidth
	}
	path := dir.path(tlog.Tile{H: tileHeight, L: -1, N: first / tileWidth, W: int(count)})
	bundle, err := os.ReadFile(path)
	if err != nil {
		return err
	}
	found, err := entries(bundle, int(count))
	if err != nil {
		return fmt.Errorf("%s: %w", path, err)
	}
	var places []int64
	for i := range found {
		places = append(places, tlog.StoredHashIndex(0, first+int64(i)))
	}
	inTree, err := hashes.ReadHashes(places)
	if err != nil {
		return fmt.Errorf("%s: %w", path, err)
	}
	for i, entry := range found {
		index := first + int64(i)
		if tlog.RecordHash(entry) != inTree[i] {
			return fmt.Errorf("%s: entry %d is not the one in the tree", path, index)
		}
		if i > 0 && i < len(found)-1 {
			continue
		}
		proof, err := tlog.ProveRecord(tree.N, index, hashes)
		if err != nil {
			return err
		}
		if err := tlog.CheckRecord(proof, tree.N, tree.Hash, index, tlog.RecordHash(entry)); err != nil {
			return fmt.Errorf("entry %d: %w", index, err)
		}
	}
	return nil
}

// verifyOlder shows that the tree goes on from an older one. From no entries every tree does.
func verifyOlder(tree, older tlog.Tree, hashes tlog.HashReader) error {
	if older.N == 0 {
		return nil
	}
	proof, err := tlog.ProveTree(tree.N, older.N, hashes)
	if err != nil {
		return err
	}
	return tlog.CheckTree(proof, tree.N, tree.Hash, older.N, older.Hash)
}

func verifyLog(dir, key string, olderHeads []string) (string, error) {
	verifier, err := logVerifier(key)
	if err != nil {
		return "", err
	}
	open := func(path string) (*head, error) {
		text, err := os.ReadFile(path)
		if err != nil {
			return nil, err
		}
		return openHead(text, verifier, nil)
	}
	newest, err := open(filepath.Join(dir, "checkpoint"))
	if err != nil {
		return "", err
	}
	tree := newest.tree
	hashes := tlog.TileHashReader(tree, folder(dir))
	for first := int64(0); first < tree.N; first += tileWidth {
		if err := verifyBundle(folder(dir), tree, hashes, first); err != nil {
			return "", err
		}
	}
	for _, path := range olderHeads {
		older, err := open(path)
		if err == nil {
			err = verifyOlder(tree, older.tree, hashes)
		}
		if err != nil {
			return "", fmt.Errorf("%s: %w", path, err)
		}
	}
	return fmt.Sprintf("%s: %d entries, root %v, goes on from %d older heads", verifier.Name(), tree.N, tree.Hash,
		len(olderHeads)), nil
}
