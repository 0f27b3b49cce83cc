package world

import (
	"crypto/sha256"
	"encoding/hex"
	"strings"
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

// digest is the sha256 an image reference resolves to: its own when it names one.
func digest(image string) string {
	if _, d, ok := strings.Cut(image, "@"); ok {
		return d
	}
	sum := sha256.Sum256([]byte(image))
	return "sha256:" + hex.EncodeToString(sum[:])
}
