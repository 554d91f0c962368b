package main

import (
	"crypto/ed25519"
	"crypto/sha256"
	"encoding/base64"
	"encoding/binary"
	"errors"
	"fmt"
	"os"
	"strconv"
	"strings"

	"golang.org/x/mod/sumdb/note"
	"golang.org/x/mod/sumdb/tlog"
)

// A witness (C2SP tlog-cosignature), which x/mod does not know: it signs two lines before the text, with the time.
type witness struct {
	name string
	id   uint32
	key  ed25519.PublicKey
}

func (w *witness) Name() string    { return w.name }
func (w *witness) KeyHash() uint32 { return w.id }

func (w *witness) Verify(text, signature []byte) bool {
	if len(signature) != 8+ed25519.SignatureSize {
		return false
	}
	stated := fmt.Sprintf("cosignature/v1\ntime %d\n%s", binary.BigEndian.Uint64(signature), text)
	return ed25519.Verify(w.key, []byte(stated), signature[8:])
}

func witnessVerifier(key string) (note.Verifier, error) {
	text, err := readKey(key)
	if err != nil {
		return nil, err
	}
	parts := strings.SplitN(text, "+", 3)
	if len(parts) != 3 {
		return nil, errors.New("a witness's key is NAME+ID+BASE64")
	}
	typed, err := base64.StdEncoding.DecodeString(parts[2])
	if err != nil || len(typed) != 1+ed25519.PublicKeySize || typed[0] != 4 {
		return nil, errors.New("not a witness's key of type 4")
	}
	hash := sha256.Sum256([]byte(parts[0] + "\n" + string(typed)))
	id := binary.BigEndian.Uint32(hash[:4])
	if parts[1] != fmt.Sprintf("%08x", id) {
		return nil, errors.New("the id of the witness's key is false")
	}
	return &witness{parts[0], id, typed[1:]}, nil
}

// readProof takes a C2SP tlog-proof apart.
func readProof(text string) (index int64, path tlog.RecordProof, signed string, err error) {
	lines, signed, found := strings.Cut(text, "\n\n")
	rest := strings.Split(lines, "\n")
	if !found || rest[0] != "c2sp.org/tlog-proof@v1" {
		return 0, nil, "", errors.New("not a tlog-proof")
	}
	rest = rest[1:]
	if len(rest) > 0 && strings.HasPrefix(rest[0], "extra ") {
		rest = rest[1:]
	}
	if len(rest) == 0 || !strings.HasPrefix(rest[0], "index ") {
		return 0, nil, "", errors.New("the proof has no index")
	}
	if index, err = strconv.ParseInt(strings.TrimPrefix(rest[0], "index "), 10, 64); err != nil {
		return 0, nil, "", err
	}
	for _, line := range rest[1:] {
		hash, err := tlog.ParseHash(line)
		if err != nil {
			return 0, nil, "", err
		}
		path = append(path, hash)
	}
	return index, path, signed, nil
}

func verifyProof(proofPath, entryPath, key string, witnessKeys []string) (string, error) {
	verifier, err := logVerifier(key)
	if err != nil {
		return "", err
	}
	var witnesses []note.Verifier
	for _, key := range witnessKeys {
		witness, err := witnessVerifier(key)
		if err != nil {
			return "", err
		}
		witnesses = append(witnesses, witness)
	}
	text, err := os.ReadFile(proofPath)
	if err != nil {
		return "", err
	}
	entry, err := os.ReadFile(entryPath)
	if err != nil {
		return "", err
	}
	index, path, signed, err := readProof(string(text))
	if err != nil {
		return "", err
	}
	head, err := openHead([]byte(signed), verifier, witnesses)
	if err != nil {
		return "", err
	}
	if err := tlog.CheckRecord(path, head.tree.N, head.tree.Hash, index, tlog.RecordHash(entry)); err != nil {
		return "", err
	}
	return fmt.Sprintf("%s: entry %d of %d, cosigned by %d", verifier.Name(), index, head.tree.N, len(witnesses)), nil
}
