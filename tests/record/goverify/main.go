// Goverify checks a log of tacet record with code that shares nothing with it: the transparency log of Go's module
// checksum database (golang.org/x/mod/sumdb). It reads the files of the log and its public key, and no word of ours.
//
//	goverify log DIR KEY [CHECKPOINT...]     the head, every entry, and that it goes on from these older heads
//	goverify proof PROOF ENTRY KEY [WITNESS...]  that the entry is in the log; that these witnesses cosigned its head
//
// It prints one line and ends with 0, or says what is wrong and ends with 1.
package main

import (
	"errors"
	"fmt"
	"os"
)

func run(args []string) (string, error) {
	switch {
	case len(args) >= 3 && args[0] == "log":
		return verifyLog(args[1], args[2], args[3:])
	case len(args) >= 4 && args[0] == "proof":
		return verifyProof(args[1], args[2], args[3], args[4:])
	}
	return "", errors.New("usage: goverify log DIR KEY [CHECKPOINT...] | proof PROOF ENTRY KEY [WITNESS...]")
}

func main() {
	said, err := run(os.Args[1:])
	if err != nil {
		fmt.Fprintln(os.Stderr, "goverify:", err)
		os.Exit(1)
	}
	fmt.Println(said)
}
