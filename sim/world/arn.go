package world

import (
	"crypto/sha256"
	"encoding/binary"
	"encoding/hex"
	"fmt"
	"strings"
	"time"
)

func (a *account) arn(kind string, parts ...string) string {
	return "arn:aws:ecs:" + a.region + ":" + a.number + ":" + kind + "/" + strings.Join(parts, "/")
}

// tail is what stands after the last slash: the id of an ARN, or the reference itself.
func tail(ref string) string { return ref[strings.LastIndexByte(ref, '/')+1:] }

// named reports whether a cluster, a service or a family may be called that.
func named(s string) bool {
	return len(s) >= 1 && len(s) <= 255 && strings.Trim(s, "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_-") == ""
}

// hex is n random hexadecimal digits.
func (a *account) hex(n int) string {
	raw := make([]byte, 0, 40)
	for len(raw) < (n+1)/2 {
		raw = binary.BigEndian.AppendUint64(raw, a.rng.Uint64())
	}
	return hex.EncodeToString(raw)[:n]
}

// number19 is 19 random digits, as in ecs-svc/1234567890123456789.
func (a *account) number19() string { return a.letters("0123456789", 19) }

// word is 21 random letters and digits, as AWS names service deployments.
func (a *account) word() string {
	return a.letters("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789", 21)
}

func (a *account) letters(alphabet string, n int) string {
	out := make([]byte, n)
	for i := range out {
		out[i] = alphabet[a.rng.IntN(len(alphabet))]
	}
	if out[0] == '0' {
		out[0] = '1'
	}
	return string(out)
}

func (a *account) uuid() string { return uuid(a.rng.Uint64(), a.rng.Uint64()) }

// uuid writes 128 random bits as a UUID of version 4.
func uuid(hi, lo uint64) string {
	return fmt.Sprintf("%08x-%04x-4%03x-a%03x-%012x", hi>>32, hi>>16&0xffff, hi&0xfff, lo>>48&0xfff, lo&0xffffffffffff)
}

// jitter is a duration between d and d and a quarter.
func (a *account) jitter(d time.Duration) time.Duration {
	return d + time.Duration(a.rng.Int64N(int64(d)/4+1)).Truncate(time.Millisecond)
}

// digest is the sha256 an image reference resolves to: its own when it names one.
func digest(image string) string {
	if _, d, ok := strings.Cut(image, "@"); ok {
		return d
	}
	sum := sha256.Sum256([]byte(image))
	return "sha256:" + hex.EncodeToString(sum[:])
}
