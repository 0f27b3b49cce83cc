package words

import "fmt"

// Bytes is a number of bytes with two or three digits: 812 B, 4.2 kB, 17 MB. A kB is 1000 bytes.
func Bytes(n int64) string {
	if n < 1000 {
		return fmt.Sprintf("%d B", n)
	}
	v, unit := float64(n)/1000, 0
	for ; v >= 999.5 && unit < 3; unit++ {
		v /= 1000
	}
	if v < 9.95 {
		return fmt.Sprintf("%.1f %cB", v, "kMGT"[unit])
	}
	return fmt.Sprintf("%.0f %cB", v, "kMGT"[unit])
}
