package exec

import (
	"bytes"
	"context"
	"testing"

	"github.com/aws/aws-sdk-go-v2/service/kms"
	"github.com/aws/session-manager-plugin/src/encryption"
	"pgregory.net/rapid"
)

// keys is a KMS that always makes the same data key.
type keys []byte

func (k keys) GenerateDataKey(context.Context, *kms.GenerateDataKeyInput, ...func(*kms.Options)) (*kms.GenerateDataKeyOutput, error) {
	return &kms.GenerateDataKeyOutput{Plaintext: k}, nil
}

func (k keys) Decrypt(context.Context, *kms.DecryptInput, ...func(*kms.Options)) (*kms.DecryptOutput, error) {
	return nil, nil
}

// What one side encrypts, the other decrypts; the far side has the halves of the key the other way around.
func TestCipherIsTheLibrarys(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		key := rapid.SliceOfN(rapid.Byte(), 64, 64).Draw(t, "key")
		plain := rapid.SliceOfN(rapid.Byte(), 0, 2000).Draw(t, "plain")
		theirs, err := encryption.NewEncrypter(silentLog{}, "key", nil, keys(append(bytes.Clone(key[32:]), key[:32]...)))
		if err != nil {
			t.Fatal(err)
		}
		ours, err := newSealer(key)
		if err != nil {
			t.Fatal(err)
		}
		if got, err := theirs.Decrypt(silentLog{}, ours.seal(plain)); err != nil || !bytes.Equal(got, plain) {
			t.Fatalf("they read %x, not %x: %v", got, plain, err)
		}
		sealed, err := theirs.Encrypt(silentLog{}, plain)
		if err != nil {
			t.Fatal(err)
		}
		if got, err := ours.open(sealed); err != nil || !bytes.Equal(got, plain) {
			t.Fatalf("we read %x, not %x: %v", got, plain, err)
		}
		sealed[rapid.IntRange(0, len(sealed)-1).Draw(t, "at")] ^= 1
		if got, err := ours.open(sealed); err == nil {
			t.Fatalf("what was changed on its way is read as %x", got)
		}
		if got, err := ours.open(sealed[:rapid.IntRange(0, len(sealed)-1).Draw(t, "length")]); err == nil {
			t.Fatalf("what was cut off is read as %x", got)
		}
	})
}

func TestKeyOfAnotherLength(t *testing.T) {
	t.Parallel()
	for _, n := range []int{0, 1, 32, 63, 65, 128} {
		if _, err := newSealer(make([]byte, n)); err == nil {
			t.Errorf("a key of %d bytes is taken", n)
		}
	}
}
