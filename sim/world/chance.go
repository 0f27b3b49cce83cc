package world

import (
	"encoding/binary"
	"encoding/hex"
	"fmt"
	"math/rand/v2"
	"time"
)

// chance makes up ids and durations. The same seed makes the same ones in the same order.
type chance struct{ rng *rand.Rand }

// hex is n random hexadecimal digits.
func (c *chance) hex(n int) string {
	raw := make([]byte, 0, 40)
	for len(raw) < (n+1)/2 {
		raw = binary.BigEndian.AppendUint64(raw, c.rng.Uint64())
	}
	return hex.EncodeToString(raw)[:n]
}

// number19 is 19 random digits, as in ecs-svc/1234567890123456789.
func (c *chance) number19() string { return c.letters("0123456789", 19) }

// word is 21 random letters and digits, as AWS names service deployments.
func (c *chance) word() string {
	return c.letters("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789", 21)
}

func (c *chance) letters(alphabet string, n int) string {
	out := make([]byte, n)
	for i := range out {
		out[i] = alphabet[c.rng.IntN(len(alphabet))]
	}
	if out[0] == '0' {
		out[0] = '1'
	}
	return string(out)
}

func (c *chance) uuid() string { return uuid(c.rng.Uint64(), c.rng.Uint64()) }

// uuid writes 128 random bits as a UUID of version 4.
func uuid(hi, lo uint64) string {
	return fmt.Sprintf("%08x-%04x-4%03x-a%03x-%012x", hi>>32, hi>>16&0xffff, hi&0xfff, lo>>48&0xfff, lo&0xffffffffffff)
}

// jitter is a duration between d and d and a quarter.
func (c *chance) jitter(d time.Duration) time.Duration {
	return d + time.Duration(c.rng.Int64N(int64(d)/4+1)).Truncate(time.Millisecond)
}
