package main

import (
	"fmt"
	"os"
	"strconv"
	"strings"

	"golang.org/x/mod/sumdb/note"
	"golang.org/x/mod/sumdb/tlog"
)

// A verified head of a log.
type head struct {
	tree tlog.Tree
	note *note.Note
}

// openHead verifies a signed checkpoint (C2SP tlog-checkpoint) by the log's key, whose name is the log's origin.
// Witnesses are told apart by their keys; all that are given must have cosigned.
func openHead(text []byte, log note.Verifier, witnesses []note.Verifier) (*head, error) {
	signed, err := note.Open(text, note.VerifierList(append([]note.Verifier{log}, witnesses...)...))
	if err != nil {
		return nil, err
	}
	for _, wanted := range append([]note.Verifier{log}, witnesses...) {
		if !signedBy(signed, wanted) {
			return nil, fmt.Errorf("the head is not signed by %s", wanted.Name())
		}
	}
	lines := strings.Split(signed.Text, "\n")
	if len(lines) < 4 || lines[0] != log.Name() {
		return nil, fmt.Errorf("the head is not one of %s", log.Name())
	}
	size, err := strconv.ParseInt(lines[1], 10, 64)
	if err != nil || size < 0 || strconv.FormatInt(size, 10) != lines[1] {
		return nil, fmt.Errorf("%q is no size", lines[1])
	}
	root, err := tlog.ParseHash(lines[2])
	if err != nil {
		return nil, err
	}
	return &head{tlog.Tree{N: size, Hash: root}, signed}, nil
}

func signedBy(signed *note.Note, wanted note.Verifier) bool {
	for _, signature := range signed.Sigs {
		if signature.Name == wanted.Name() && signature.Hash == wanted.KeyHash() {
			return true
		}
	}
	return false
}

// readKey takes a verifier key, or the name of a file with one.
func readKey(key string) (string, error) {
	if strings.Contains(key, "+") {
		return key, nil
	}
	text, err := os.ReadFile(key)
	return strings.TrimSuffix(string(text), "\n"), err
}

func logVerifier(key string) (note.Verifier, error) {
	text, err := readKey(key)
	if err != nil {
		return nil, err
	}
	return note.NewVerifier(text)
}
