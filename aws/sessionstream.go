package aws

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"net/http"
	"net/url"
	"slices"
	"strings"

	awssdk "github.com/aws/aws-sdk-go-v2/aws"
	signer "github.com/aws/aws-sdk-go-v2/aws/signer/v4"
	"github.com/aws/aws-sdk-go-v2/service/ecs"
	"github.com/aws/aws-sdk-go-v2/service/kms"
	"github.com/aws/aws-sdk-go-v2/service/ssm"
	"github.com/gorilla/websocket"

	"github.com/ecscope/ecscope/aws/call"
	"github.com/ecscope/ecscope/clean"
)

// sessionOpener opens sessions with containers, and knows which are open.
type sessionOpener struct {
	*call.Caller
	ecs    *ecs.Client
	ssm    *ssm.Client
	keys   *kms.Client
	chosen []string // hosts of endpoints that were chosen instead of AWS's own
	held   held
}

// newSessionOpener makes the clients of what sessions need beside ECS. at is the endpoint that somebody chose for a service
// instead of AWS's own, nil for the latter.
func newSessionOpener(c *call.Caller, api *ecs.Client, cfg awssdk.Config, registry string, at func(service string) *string) *sessionOpener {
	s := &sessionOpener{Caller: c, ecs: api}
	s.held.registry.folder = registry
	s.ssm = ssm.NewFromConfig(cfg, func(o *ssm.Options) { o.BaseEndpoint, o.Retryer = at("SSM"), awssdk.NopRetryer{} })
	s.keys = kms.NewFromConfig(cfg, func(o *kms.Options) { o.BaseEndpoint, o.Retryer = at("KMS"), awssdk.NopRetryer{} })
	for _, service := range []string{"SSM", "ECS"} {
		if u, err := url.Parse(awssdk.ToString(at(service))); err == nil && u.Host != "" {
			s.chosen = append(s.chosen, u.Hostname())
		}
	}
	return s
}

// ours says whether a session's stream may be opened: it has to be encrypted and at AWS, or at an endpoint that was
// chosen for its API calls. The text of the error does not hold the URL.
func (c *sessionOpener) ours(stream string) error {
	u, err := url.Parse(stream)
	if err != nil {
		return errors.New("the session's stream URL is invalid")
	}
	if slices.Contains(c.chosen, u.Hostname()) && (u.Scheme == "ws" || u.Scheme == "wss") {
		return nil
	}
	at := func(suffix string) bool { return strings.HasSuffix(strings.ToLower(u.Hostname()), suffix) }
	if u.Scheme != "wss" || !slices.ContainsFunc(call.Suffixes(c.Place().Region), at) {
		return errors.New("the session's stream URL does not point to AWS: " + clean.Text(u.Hostname()))
	}
	return nil
}

// SignStream signs the request that opens a session's websocket: its headers. A URL that is signed already needs none.
func (c *sessionOpener) SignStream(ctx context.Context, s Session) (http.Header, error) {
	op := call.Op("OpenDataChannel", "open the stream of the session with "+s.Target.words())
	stream, _ := s.Stream()
	u, err := url.Parse(stream)
	if err != nil {
		return nil, call.NewError(call.Server, op.Words, "", errors.New("the session's stream URL is invalid"))
	}
	if u.Query().Has("X-Amz-Signature") {
		return http.Header{}, nil
	}
	credentials, err := c.Credentials().Retrieve(ctx)
	if err != nil {
		return nil, c.Fault(ctx, op, err)
	}
	r := &http.Request{Method: http.MethodGet, URL: u, Host: u.Host, Header: http.Header{}}
	empty := sha256.Sum256(nil)
	err = signer.NewSigner().SignHTTP(ctx, credentials, r, hex.EncodeToString(empty[:]), "ssmmessages", c.Place().Region, c.Stamp())
	if err != nil {
		return nil, c.Fault(ctx, op, err)
	}
	return r.Header, nil
}

// Dial opens a session's websocket, on the same way as every call.
func (c *sessionOpener) Dial(ctx context.Context, stream string, header http.Header) (*websocket.Conn, *http.Response, error) {
	return c.Way().Line().WebSocket(ctx, stream, header)
}

// DataKey makes the key of an encrypted session with KMS, so many bytes long and bound to what is said about it. It comes
// encrypted, and plain.
func (c *sessionOpener) DataKey(ctx context.Context, id string, length int32, about map[string]string) (sealed, plain []byte, err error) {
	in := &kms.GenerateDataKeyInput{KeyId: &id, NumberOfBytes: &length, EncryptionContext: about}
	out, err := call.Retry(ctx, c.Caller, call.Op("GenerateDataKey", "make the session's key"), func(ctx context.Context) (*kms.GenerateDataKeyOutput, error) {
		return c.keys.GenerateDataKey(ctx, in)
	})
	if err != nil {
		return nil, nil, err
	}
	return out.CiphertextBlob, out.Plaintext, nil
}
