package words

import "testing"

func TestBytes(t *testing.T) {
	t.Parallel()
	for n, want := range map[int64]string{0: "0 B", 999: "999 B", 1000: "1.0 kB", 9_949: "9.9 kB", 9_950: "10 kB", 12_345: "12 kB", 999_499: "999 kB",
		999_500: "1.0 MB", 5_400_000_000: "5.4 GB", 7_000_000_000_000_000: "7000 TB"} {
		if got := Bytes(n); got != want {
			t.Errorf("%d: %s, want %s", n, got, want)
		}
	}
}
