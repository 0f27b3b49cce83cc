package cli

import (
	"fmt"
	"strings"

	"github.com/ecscope/ecscope/limit"
)

// sizeFlag is a number of bytes as the value of a flag.
type sizeFlag int64

// Set reads a size.
func (s *sizeFlag) Set(text string) error {
	n, ok := limit.ParseSize(text)
	if !ok || n < 1 {
		return fmt.Errorf("%q is not a size such as 500MB or 8GiB", text)
	}
	*s = sizeFlag(n)
	return nil
}

// String is the size as it is written.
func (s *sizeFlag) String() string { return strings.ReplaceAll(limit.Size(int64(*s)), " ", "") }

// Type is what the command line calls the value.
func (*sizeFlag) Type() string { return "size" }
