package message

import (
	"encoding/json"
	"time"
)

// ActionType is what the agent asks for in its handshake.
type ActionType string

// Actions that a client knows.
const (
	KMSEncryption ActionType = "KMSEncryption"
	SessionType   ActionType = "SessionType"
)

// ActionStatus is what became of an action.
type ActionStatus int

// What becomes of actions.
const (
	Success     ActionStatus = 1
	Failed      ActionStatus = 2
	Unsupported ActionStatus = 3
)

// HandshakeRequestPayload is the agent's handshake.
type HandshakeRequestPayload struct {
	AgentVersion           string                  `json:"AgentVersion"`
	RequestedClientActions []RequestedClientAction `json:"RequestedClientActions"`
}

// RequestedClientAction is one thing that the agent asks for.
type RequestedClientAction struct {
	ActionType       ActionType      `json:"ActionType"`
	ActionParameters json.RawMessage `json:"ActionParameters"`
}

// HandshakeResponsePayload is the answer to a handshake.
type HandshakeResponsePayload struct {
	ClientVersion          string                  `json:"ClientVersion"`
	ProcessedClientActions []ProcessedClientAction `json:"ProcessedClientActions"`
	Errors                 []string                `json:"Errors"`
}

// ProcessedClientAction is what became of one thing that the agent asked for.
type ProcessedClientAction struct {
	ActionType   ActionType   `json:"ActionType"`
	ActionStatus ActionStatus `json:"ActionStatus"`
	ActionResult any          `json:"ActionResult"`
	Error        string       `json:"Error"`
}

// SessionTypeRequest says what the session is.
type SessionTypeRequest struct {
	SessionType string `json:"SessionType"`
	Properties  any    `json:"Properties"`
}

// KMSEncryptionRequest names the key of an encrypted session.
type KMSEncryptionRequest struct {
	KMSKeyID string `json:"KMSKeyId"`
}

// KMSEncryptionResponse is the session's data key, encrypted.
type KMSEncryptionResponse struct {
	KMSCipherTextKey  []byte `json:"KMSCipherTextKey"`
	KMSCipherTextHash []byte `json:"KMSCipherTextHash"`
}

// EncryptionChallengeRequest is what a client has to decrypt and encrypt again, to prove that it has the key.
type EncryptionChallengeRequest struct {
	Challenge []byte `json:"Challenge"`
}

// EncryptionChallengeResponse is the challenge, encrypted again.
type EncryptionChallengeResponse struct {
	Challenge []byte `json:"Challenge"`
}

// HandshakeCompletePayload says that the session begins.
type HandshakeCompletePayload struct {
	HandshakeTimeToComplete time.Duration `json:"HandshakeTimeToComplete"`
	CustomerMessage         string        `json:"CustomerMessage"`
}
