package session

import (
	"crypto/rand"
	"encoding/json"

	"github.com/aws/aws-sdk-go-v2/service/kms"
)

// GenerateDataKey makes a key for a session of a cluster that encrypts its
// sessions with that KMS key. Plaintext is what the client uses; only this
// host can get it back from CiphertextBlob, in the same context.
func (h *Host) GenerateDataKey(in *kms.GenerateDataKeyInput) (*kms.GenerateDataKeyOutput, error) {
	id := value(in.KeyId)
	if !h.world.EncryptsExec(id) {
		return nil, refuse("NotFoundException", "Key '%s' does not exist", id)
	}
	length := value(in.NumberOfBytes)
	switch {
	case in.KeySpec == "AES_256" && length == 0:
		length = 32
	case in.KeySpec == "AES_128" && length == 0:
		length = 16
	}
	if length < 1 || length > 1024 {
		return nil, refuse("ValidationException", "Please specify either number of bytes or key spec.")
	}
	key := make([]byte, length)
	nonce := make([]byte, nonceLength)
	rand.Read(key)
	rand.Read(nonce)
	sealed := h.vault.Seal(nonce, nonce, key, keyContext(id, in.EncryptionContext))
	return &kms.GenerateDataKeyOutput{KeyId: in.KeyId, Plaintext: key, CiphertextBlob: sealed}, nil
}

// unseal is what an agent asks KMS for: the key behind a CiphertextBlob.
func (h *Host) unseal(id string, sealed []byte, context map[string]string) ([]byte, error) {
	if len(sealed) > nonceLength {
		if key, err := h.vault.Open(nil, sealed[:nonceLength], sealed[nonceLength:], keyContext(id, context)); err == nil {
			return key, nil
		}
	}
	return nil, refuse("InvalidCiphertextException", "the key is not of this session")
}

// keyContext is what a sealed key is bound to: the KMS key and the encryption
// context.
func keyContext(id string, context map[string]string) []byte {
	b, err := json.Marshal([]any{id, context})
	if err != nil {
		return nil
	}
	return b
}
