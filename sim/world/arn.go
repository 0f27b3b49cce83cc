package world

import (
	"crypto/sha256"
	"encoding/hex"
	"strings"
)

// origin is where the account is, and whose.
type origin struct{ region, number string }

func (o origin) arn(kind string, parts ...string) string {
	return "arn:aws:ecs:" + o.region + ":" + o.number + ":" + kind + "/" + strings.Join(parts, "/")
}

// owner is the number of the account that an ARN names.
func owner(arn string) string { return strings.Split(arn, ":")[4] }

// tail is what stands after the last slash: the id of an ARN, or the reference itself.
func tail(ref string) string { return ref[strings.LastIndexByte(ref, '/')+1:] }

// stranger refuses the ARN of something in another cluster: https://github.com/docker-archive/compose-cli/issues/2086
func (c *cluster) stranger(kind, ref string) error {
	rest, ok := strings.CutPrefix(ref, strings.TrimSuffix(*c.data.ClusterArn, "cluster/"+c.name())+kind+"/")
	if name, _, long := strings.Cut(rest, "/"); ok && long && name != c.name() {
		return invalid("Invalid identifier: Identifier is for cluster %s. Your cluster is %s", name, c.name())
	}
	return nil
}

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
