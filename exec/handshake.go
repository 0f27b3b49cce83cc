package exec

import (
	"context"
	"encoding/json"
	"fmt"

	"github.com/aws/session-manager-plugin/src/config"

	"github.com/ecscope/ecscope/clean"
	"github.com/ecscope/ecscope/exec/message"
)

// handshake agrees with the agent on what a session is, and on the key where it is encrypted.
type handshake struct {
	facts     *facts
	input     *sender
	connector *connector
	ctx       context.Context
	sealer    *sealer // nil where the session is not encrypted
}

// answer answers what the agent asks for.
func (h *handshake) answer(payload []byte) error {
	var request message.HandshakeRequestPayload
	if err := json.Unmarshal(payload, &request); err != nil {
		return h.broken("the agent's handshake")
	}
	h.facts.set(func(f *facts) { f.agent = clean.Text(request.AgentVersion) })
	response := message.HandshakeResponsePayload{ClientVersion: clientVersion, ProcessedClientActions: []message.ProcessedClientAction{}}
	var trouble error
	for _, action := range request.RequestedClientActions {
		done, err := h.process(action)
		if err != nil {
			done.ActionStatus, done.Error = message.Failed, err.Error()
			trouble = err
		}
		if done.Error != "" {
			response.Errors = append(response.Errors, done.Error)
		}
		response.ProcessedClientActions = append(response.ProcessedClientActions, done)
	}
	body, err := json.Marshal(response)
	if err == nil {
		err = h.input.send(message.HandshakeResponsePayloadType, body)
	}
	h.input.encrypt(h.sealer)
	if trouble != nil {
		return trouble
	}
	return err
}

// process does what the agent asks for.
func (h *handshake) process(action message.RequestedClientAction) (done message.ProcessedClientAction, err error) {
	done = message.ProcessedClientAction{ActionType: action.ActionType, ActionStatus: message.Success}
	switch action.ActionType {
	case message.KMSEncryption:
		var key []byte
		if key, err = h.encrypt(action.ActionParameters); err == nil {
			done.ActionResult = message.KMSEncryptionResponse{KMSCipherTextKey: key}
		}
	case message.SessionType:
		err = h.type_(action.ActionParameters)
	default:
		done.ActionStatus, done.Error = message.Unsupported, "unsupported action "+string(action.ActionType)
	}
	return done, err
}

// type_ notes the session's type.
func (h *handshake) type_(parameters []byte) error {
	var request struct {
		SessionType string
		Properties  json.RawMessage
	}
	if err := json.Unmarshal(parameters, &request); err != nil {
		return h.broken("its type")
	}
	switch request.SessionType {
	case config.ShellPluginName, config.InteractiveCommandsPluginName, config.NonInteractiveCommandsPluginName, config.PortPluginName:
	default:
		return h.broken(fmt.Sprintf("unknown session type %q", clean.Text(request.SessionType)))
	}
	h.facts.set(func(f *facts) { f.kind, f.properties = request.SessionType, request.Properties })
	return nil
}

// encrypt makes the key that the session's data is encrypted with. What comes back is the key as the agent is told it: encrypted.
func (h *handshake) encrypt(parameters []byte) ([]byte, error) {
	var request message.KMSEncryptionRequest
	if err := json.Unmarshal(parameters, &request); err != nil {
		return nil, h.broken("its encryption")
	}
	s := h.connector.current()
	about := map[string]string{"aws:ssm:SessionId": s.ID, "aws:ssm:TargetId": s.Target.String()}
	sealed, key, err := h.connector.client.DataKey(h.ctx, request.KMSKeyID, 2*keyBytes, about)
	if err != nil {
		return nil, err
	}
	if h.sealer, err = newSealer(key); err != nil {
		return nil, h.broken(err.Error())
	}
	return sealed, nil
}

// prove answers the agent's challenge: decrypted with the one key, encrypted with the other.
func (h *handshake) prove(payload []byte) error {
	var request message.EncryptionChallengeRequest
	if err := json.Unmarshal(payload, &request); err != nil || h.sealer == nil {
		return h.broken("the agent's challenge")
	}
	plain, err := h.plain(request.Challenge)
	if err != nil {
		return err
	}
	answer, err := json.Marshal(message.EncryptionChallengeResponse{Challenge: h.sealer.seal(plain)})
	if err != nil {
		return err
	}
	return h.input.send(message.EncChallengeResponse, answer)
}

// complete lets input go out: the handshake is over.
func (h *handshake) complete(payload []byte) {
	var complete message.HandshakeCompletePayload
	_ = json.Unmarshal(payload, &complete) // it is complete, whatever it says
	h.facts.set(func(f *facts) { f.greeting = clean.Lines(complete.CustomerMessage) })
	h.input.begin()
}

// plain is data of the agent's, decrypted where the session is encrypted.
func (h *handshake) plain(b []byte) ([]byte, error) {
	if h.sealer == nil {
		return b, nil
	}
	plain, err := h.sealer.open(b)
	if err != nil {
		return nil, h.broken("it can't be decrypted with the session's key")
	}
	return plain, nil
}

// broken is the end of a session that makes no sense.
func (h *handshake) broken(what string) error { return ended(ErrBroken, h.connector.target(), what) }
