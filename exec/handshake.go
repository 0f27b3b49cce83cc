package exec

import (
	"encoding/binary"
	"encoding/json"
	"fmt"
	"time"

	"github.com/aws/session-manager-plugin/src/config"

	"github.com/ecscope/ecscope/aws"
	"github.com/ecscope/ecscope/exec/message"
)

// take takes the next frame of the far side's, in order.
func (c *Channel) take(f frame) {
	var err error
	switch f.type_ {
	case message.HandshakeRequestPayloadType:
		err = c.shake(f.payload)
	case message.EncChallengeRequest:
		err = c.prove(f.payload)
	case message.HandshakeCompletePayloadType:
		var complete message.HandshakeCompletePayload
		_ = json.Unmarshal(f.payload, &complete) // it is complete, whatever it says
		c.mutex.Lock()
		c.greeting = aws.CleanLines(complete.CustomerMessage)
		c.mutex.Unlock()
		c.begin()
	case message.Output, message.StdErr:
		if c.sealer != nil {
			f.payload, err = c.decrypt(f.payload)
		}
		if err == nil {
			c.begin() // without encryption there is no handshake
			c.speak()
			c.store(f.payload)
		}
	case message.Flag:
		if len(f.payload) == 4 {
			select {
			case c.flags <- Flag(binary.BigEndian.Uint32(f.payload)):
			default:
			}
		}
	}
	if err != nil {
		c.end(err)
	}
}

// begin lets input go out, that of the terminal's size first.
func (c *Channel) begin() {
	c.mutex.Lock()
	if c.begun {
		c.mutex.Unlock()
		return
	}
	size := c.size
	c.mutex.Unlock()
	if size != nil {
		_ = c.send(message.Size, size) // a session that has ended says so to whoever reads it
	}
	c.mutex.Lock()
	c.begun = true
	c.room.Broadcast()
	c.mutex.Unlock()
	close(c.opened)
}

// speak sends all input again when the first output comes: before, the command was not there, and its agent took none.
func (c *Channel) speak() {
	if c.spoken {
		return
	}
	c.spoken = true
	c.mutex.Lock()
	c.outbox.again(c.now())
	c.mutex.Unlock()
	c.stir()
}

// store keeps output until it is read, and waits where far too much is kept.
func (c *Channel) store(b []byte) {
	if len(b) == 0 {
		return
	}
	c.mutex.Lock()
	defer c.mutex.Unlock()
	for c.held >= backlog && c.err == nil {
		c.stuck = true
		c.room.Wait()
	}
	if c.stuck {
		c.stuck, c.heard, c.asked = false, c.now(), time.Time{}
	}
	c.unread = append(c.unread, piece{text: b})
	c.held += len(b)
	c.more.Signal()
}

// shake answers what the agent asks for.
func (c *Channel) shake(payload []byte) error {
	var request message.HandshakeRequestPayload
	if err := json.Unmarshal(payload, &request); err != nil {
		return ended(ErrBroken, c.target, "the agent's handshake")
	}
	c.mutex.Lock()
	c.agent = aws.Clean(request.AgentVersion)
	c.mutex.Unlock()
	response := message.HandshakeResponsePayload{ClientVersion: clientVersion, ProcessedClientActions: []message.ProcessedClientAction{}}
	var trouble error
	for _, action := range request.RequestedClientActions {
		done := message.ProcessedClientAction{ActionType: action.ActionType, ActionStatus: message.Success}
		var err error
		switch action.ActionType {
		case message.KMSEncryption:
			var key []byte
			if key, err = c.encrypt(action.ActionParameters); err == nil {
				done.ActionResult = message.KMSEncryptionResponse{KMSCipherTextKey: key}
			}
		case message.SessionType:
			err = c.type_(action.ActionParameters)
		default:
			done.ActionStatus, done.Error = message.Unsupported, "unsupported action "+string(action.ActionType)
			response.Errors = append(response.Errors, done.Error)
		}
		if err != nil {
			done.ActionStatus, done.Error = message.Failed, err.Error()
			response.Errors = append(response.Errors, done.Error)
			trouble = err
		}
		response.ProcessedClientActions = append(response.ProcessedClientActions, done)
	}
	answer, err := json.Marshal(response)
	if err == nil {
		err = c.send(message.HandshakeResponsePayloadType, answer)
	}
	c.mutex.Lock()
	c.encrypted = c.sealer != nil
	c.mutex.Unlock()
	if trouble != nil {
		return trouble
	}
	return err
}

// type_ notes the session's type.
func (c *Channel) type_(parameters []byte) error {
	var request struct {
		SessionType string
		Properties  json.RawMessage
	}
	if err := json.Unmarshal(parameters, &request); err != nil {
		return ended(ErrBroken, c.target, "its type")
	}
	switch request.SessionType {
	case config.ShellPluginName, config.InteractiveCommandsPluginName, config.NonInteractiveCommandsPluginName, config.PortPluginName:
	default:
		return ended(ErrBroken, c.target, fmt.Sprintf("a session of type %q is unknown", aws.Clean(request.SessionType)))
	}
	c.mutex.Lock()
	defer c.mutex.Unlock()
	c.kind, c.properties = request.SessionType, request.Properties
	return nil
}

// encrypt makes the key that the session's data is encrypted with. What comes back is the key as the agent is told it: encrypted.
func (c *Channel) encrypt(parameters []byte) ([]byte, error) {
	var request message.KMSEncryptionRequest
	if err := json.Unmarshal(parameters, &request); err != nil {
		return nil, ended(ErrBroken, c.target, "its encryption")
	}
	about := map[string]string{"aws:ssm:SessionId": c.session.ID, "aws:ssm:TargetId": c.target.String()}
	sealed, key, err := c.client.DataKey(c.ctx, request.KMSKeyID, 2*keyBytes, about)
	if err != nil {
		return nil, err
	}
	if c.sealer, err = newSealer(key); err != nil {
		return nil, ended(ErrBroken, c.target, err.Error())
	}
	return sealed, nil
}

// prove answers the agent's challenge: decrypted with the one key, encrypted with the other.
func (c *Channel) prove(payload []byte) error {
	var request message.EncryptionChallengeRequest
	if err := json.Unmarshal(payload, &request); err != nil || c.sealer == nil {
		return ended(ErrBroken, c.target, "the agent's challenge")
	}
	plain, err := c.decrypt(request.Challenge)
	if err != nil {
		return err
	}
	answer, err := json.Marshal(message.EncryptionChallengeResponse{Challenge: c.sealer.seal(plain)})
	if err != nil {
		return err
	}
	return c.send(message.EncChallengeResponse, answer)
}

func (c *Channel) decrypt(b []byte) ([]byte, error) {
	plain, err := c.sealer.open(b)
	if err != nil {
		return nil, ended(ErrBroken, c.target, "it cannot be decrypted with the session's key")
	}
	return plain, nil
}
