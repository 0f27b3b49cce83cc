package message

import (
	"encoding/json"
	"reflect"
	"testing"

	plugin "github.com/aws/session-manager-plugin/src/message"
)

func TestNamesAreThePlugins(t *testing.T) {
	t.Parallel()
	for _, pair := range [][2]any{
		{InputStreamMessage, plugin.InputStreamMessage}, {OutputStreamMessage, plugin.OutputStreamMessage},
		{AcknowledgeMessage, plugin.AcknowledgeMessage}, {ChannelClosedMessage, plugin.ChannelClosedMessage},
		{StartPublicationMessage, plugin.StartPublicationMessage}, {PausePublicationMessage, plugin.PausePublicationMessage},
		{Output, PayloadType(plugin.Output)}, {Size, PayloadType(plugin.Size)}, {Flag, PayloadType(plugin.Flag)}, {StdErr, PayloadType(plugin.StdErr)},
		{HandshakeRequestPayloadType, PayloadType(plugin.HandshakeRequestPayloadType)},
		{HandshakeResponsePayloadType, PayloadType(plugin.HandshakeResponsePayloadType)},
		{HandshakeCompletePayloadType, PayloadType(plugin.HandshakeCompletePayloadType)},
		{EncChallengeRequest, PayloadType(plugin.EncChallengeRequest)}, {EncChallengeResponse, PayloadType(plugin.EncChallengeResponse)},
		{DisconnectToPort, PayloadTypeFlag(plugin.DisconnectToPort)}, {TerminateSession, PayloadTypeFlag(plugin.TerminateSession)},
		{ConnectToPortError, PayloadTypeFlag(plugin.ConnectToPortError)},
		{KMSEncryption, ActionType(plugin.KMSEncryption)}, {SessionType, ActionType(plugin.SessionType)},
		{Success, ActionStatus(plugin.Success)}, {Failed, ActionStatus(plugin.Failed)}, {Unsupported, ActionStatus(plugin.Unsupported)},
	} {
		if pair[0] != pair[1] {
			t.Errorf("%v, the plugin has %v", pair[0], pair[1])
		}
	}
}

// What is written is what the plugin writes, and what the plugin writes is read whole.
func TestJSONIsThePlugins(t *testing.T) {
	t.Parallel()
	for _, pair := range [][2]any{
		{&AcknowledgeContent{}, &plugin.AcknowledgeContent{}}, {&SizeData{}, &plugin.SizeData{}},
		{&HandshakeRequestPayload{}, &plugin.HandshakeRequestPayload{}}, {&HandshakeResponsePayload{}, &plugin.HandshakeResponsePayload{}},
		{&HandshakeCompletePayload{}, &plugin.HandshakeCompletePayload{}}, {&SessionTypeRequest{}, &plugin.SessionTypeRequest{}},
		{&KMSEncryptionRequest{}, &plugin.KMSEncryptionRequest{}}, {&KMSEncryptionResponse{}, &plugin.KMSEncryptionResponse{}},
		{&EncryptionChallengeRequest{}, &plugin.EncryptionChallengeRequest{}},
		{&EncryptionChallengeResponse{}, &plugin.EncryptionChallengeResponse{}},
	} {
		fill(reflect.ValueOf(pair[1]).Elem())
		theirs := marshal(t, pair[1])
		if err := json.Unmarshal(theirs, pair[0]); err != nil {
			t.Errorf("%T: %v", pair[0], err)
		}
		if ours := marshal(t, pair[0]); string(ours) != string(theirs) {
			t.Errorf("%T is %s, the plugin's is %s", pair[0], ours, theirs)
		}
	}
	var closed ChannelClosed
	if err := json.Unmarshal(marshal(t, plugin.ChannelClosed{SessionId: "s", Output: "why"}), &closed); err != nil || closed != (ChannelClosed{"s", "why"}) {
		t.Errorf("%+v %v", closed, err)
	}
}

func marshal(t *testing.T, v any) []byte {
	t.Helper()
	b, err := json.Marshal(v)
	if err != nil {
		t.Fatal(err)
	}
	return b
}

// fill gives every field a value, so that none is left out.
func fill(v reflect.Value) {
	switch v.Kind() {
	case reflect.Struct:
		for i := range v.NumField() {
			fill(v.Field(i))
		}
	case reflect.Slice:
		if v.Type() == reflect.TypeFor[json.RawMessage]() {
			v.SetBytes([]byte(`{"a":1}`))
			return
		}
		v.Set(reflect.MakeSlice(v.Type(), 1, 1))
		fill(v.Index(0))
	case reflect.String:
		v.SetString("text")
	case reflect.Bool:
		v.SetBool(true)
	case reflect.Int, reflect.Int64:
		v.SetInt(2)
	case reflect.Uint8, reflect.Uint32:
		v.SetUint(3)
	case reflect.Interface:
		v.Set(reflect.ValueOf("any"))
	}
}
