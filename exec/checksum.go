package exec

import (
	"crypto/md5"
	"crypto/sha256"
	"encoding/hex"
	"hash"
	"strconv"
)

// checksum sums bytes as the program of a container does that it is named after: sha256sum, md5sum or cksum.
type checksum struct {
	hash.Hash
	name string
}

// newChecksum is a checksum; ok is false where nothing of that name is known.
func newChecksum(name string) (c checksum, ok bool) {
	switch name {
	case "sha256sum":
		return checksum{sha256.New(), "SHA-256"}, true
	case "md5sum":
		return checksum{md5.New(), "MD5"}, true
	case "cksum":
		return checksum{&posixSum{}, "CRC"}, true
	}
	return checksum{}, false
}

// String is the sum as that program prints it.
func (c checksum) String() string {
	if p, ok := c.Hash.(*posixSum); ok {
		return strconv.FormatUint(uint64(p.sum()), 10)
	}
	return hex.EncodeToString(c.Sum(nil))
}

// posixSum is the checksum of POSIX cksum: CRC-32 of the polynomial 0x04c11db7, most significant bit first, over the bytes
// and their number.
type posixSum struct {
	crc    uint32
	length uint64
}

// Write adds bytes.
func (p *posixSum) Write(b []byte) (int, error) {
	for _, x := range b {
		p.crc = step(p.crc, x)
	}
	p.length += uint64(len(b))
	return len(b), nil
}

func step(crc uint32, x byte) uint32 {
	crc ^= uint32(x) << 24
	for range 8 {
		if crc&(1<<31) != 0 {
			crc = crc<<1 ^ 0x04c11db7
		} else {
			crc <<= 1
		}
	}
	return crc
}

func (p *posixSum) sum() uint32 {
	crc := p.crc
	for n := p.length; n > 0; n >>= 8 {
		crc = step(crc, byte(n))
	}
	return ^crc
}

// Sum appends the sum, most significant byte first.
func (p *posixSum) Sum(b []byte) []byte {
	s := p.sum()
	return append(b, byte(s>>24), byte(s>>16), byte(s>>8), byte(s))
}

// Reset begins anew.
func (p *posixSum) Reset() { *p = posixSum{} }

// Size is 4 bytes.
func (p *posixSum) Size() int { return 4 }

// BlockSize is a byte.
func (p *posixSum) BlockSize() int { return 1 }
