package session

import (
	"bytes"
	"crypto/rand"
	"encoding/json"
	"errors"
	"fmt"
	"time"
)

// handshakeTime is how long the agent waits for each answer of the client.
const handshakeTime = 15 * time.Second

// lateText is what the agent says to a client that does not answer it.
const lateText = "Handshake timed out. Please ensure that you have the latest version of the session manager plugin."

// The actions that an agent may ask of a client, and what became of them.
const (
	sessionType = "SessionType"
	encryption  = "KMSEncryption"
	success     = 1
)

type (
	action struct {
		ActionType       string
		ActionParameters any
	}
	request struct {
		AgentVersion           string
		RequestedClientActions []action
	}
	response struct {
		ClientVersion          string
		ProcessedClientActions []struct {
			ActionType   string
			ActionStatus int
			ActionResult json.RawMessage
			Error        string
		}
	}
	challenge struct{ Challenge []byte }
	completed struct {
		HandshakeTimeToComplete time.Duration
		CustomerMessage         string
	}
)

// handshake is how an agent and a client begin a session.
type handshake struct{ *session }

// run agrees with the client on what the session is, and on a key
// where the cluster wants one. It returns the client's version.
func (s handshake) run() (client string, err error) {
	begun := time.Now()
	if err := s.send(handshakeRequest, marshal(s.request())); err != nil {
		return "", err
	}
	body, err := s.await(handshakeResponse, lateText)
	if err != nil {
		return "", err
	}
	var r response
	if err := json.Unmarshal(body, &r); err != nil {
		return "", spoken("Unmarshalling of HandshakeResponse message failed, " + err.Error())
	}
	if err := s.processed(r); err != nil {
		return "", err
	}
	last := completed{HandshakeTimeToComplete: time.Since(begun)}
	if s.encrypts() {
		if err := s.challenge(); err != nil {
			return "", err
		}
		last.CustomerMessage = "This session is encrypted using AWS KMS."
	}
	s.agree()
	return r.ClientVersion, s.send(handshakeComplete, marshal(last))
}

// request is what the agent asks of the client.
func (s handshake) request() request {
	var properties any // null but for ports
	if s.what.kind == port {
		properties = s.what.properties
	}
	r := request{AgentVersion: s.host.options.Agent, RequestedClientActions: []action{{sessionType,
		map[string]any{"SessionType": s.what.kind, "Properties": properties}}}}
	if s.encrypts() {
		r.RequestedClientActions = append(r.RequestedClientActions, action{encryption, map[string]string{"KMSKeyId": s.target.Key}})
	}
	return r
}

// processed looks at what the client has done of what it was asked.
func (s handshake) processed(r response) error {
	encrypted := !s.encrypts()
	for _, a := range r.ProcessedClientActions {
		if a.ActionStatus != success {
			return fmt.Errorf("%s failed on client with status %v error: %s", a.ActionType, a.ActionStatus, a.Error)
		}
		if a.ActionType != encryption || encrypted {
			continue
		}
		var result struct{ KMSCipherTextKey []byte }
		if err := json.Unmarshal(a.ActionResult, &result); err != nil {
			return err
		}
		key, err := s.host.unseal(s.target.Key, result.KMSCipherTextKey,
			map[string]string{"aws:ssm:SessionId": s.id, "aws:ssm:TargetId": s.target.String()})
		if err != nil {
			return spoken("Fetching data key failed: " + err.Error())
		}
		c, err := newCipher(key)
		if err != nil {
			return err
		}
		s.encrypt(c)
		encrypted = true
	}
	if !encrypted {
		return errors.New("the client did not encrypt the session")
	}
	return nil
}

// challenge makes sure that the client has the key.
func (s handshake) challenge() error {
	secret := make([]byte, 64)
	rand.Read(secret)
	sealed, err := s.cipher.seal(secret)
	if err != nil {
		return err
	}
	if err := s.send(challengeRequest, marshal(challenge{sealed})); err != nil {
		return err
	}
	body, err := s.await(challengeResponse, "Timed out waiting for encryption challenge.")
	if err != nil {
		return err
	}
	var answer challenge
	if err := json.Unmarshal(body, &answer); err != nil {
		return spoken("Unmarshalling of EncryptionChallengeResponse message failed, " + err.Error())
	}
	opened, err := s.cipher.open(answer.Challenge)
	if err != nil || !bytes.Equal(opened, secret) {
		return spoken("Encryption challenge does not match!")
	}
	return nil
}

// await is the body of the client's next message of that kind. In the words
// of the agent it is given up after a while.
func (s handshake) await(kind payload, late string) ([]byte, error) {
	timer := time.NewTimer(handshakeTime)
	defer timer.Stop()
	for {
		select {
		case <-s.ctx.Done():
			return nil, errEnded
		case <-timer.C:
			return nil, errors.New(late)
		case f := <-s.inbox:
			if f.payload == kind {
				return f.body, nil
			}
		}
	}
}
