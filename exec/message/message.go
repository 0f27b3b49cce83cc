// Package message is what Systems Manager and its agent say to a client on the websocket of a session: kinds of frames,
// kinds of payloads, and the JSON within them. The names and values are those of session-manager-plugin's own package of
// the same name, which brings a logger and testify into the program that imports it; a test holds the two together.
package message

// Kinds of frames.
const (
	InputStreamMessage      = "input_stream_data"
	OutputStreamMessage     = "output_stream_data"
	AcknowledgeMessage      = "acknowledge"
	ChannelClosedMessage    = "channel_closed"
	StartPublicationMessage = "start_publication"
	PausePublicationMessage = "pause_publication"
)

// PayloadType is what a frame's payload is.
type PayloadType uint32

// Payloads that a client knows.
const (
	Output                       PayloadType = 1
	Size                         PayloadType = 3
	HandshakeRequestPayloadType  PayloadType = 5
	HandshakeResponsePayloadType PayloadType = 6
	HandshakeCompletePayloadType PayloadType = 7
	EncChallengeRequest          PayloadType = 8
	EncChallengeResponse         PayloadType = 9
	Flag                         PayloadType = 10
	StdErr                       PayloadType = 11
)

// PayloadTypeFlag is the payload of a Flag.
type PayloadTypeFlag uint32

// Flags of a session to a port.
const (
	DisconnectToPort   PayloadTypeFlag = 1
	TerminateSession   PayloadTypeFlag = 2
	ConnectToPortError PayloadTypeFlag = 3
)

// AcknowledgeContent says which frame arrived.
type AcknowledgeContent struct {
	MessageType         string `json:"AcknowledgedMessageType"`
	MessageId           string `json:"AcknowledgedMessageId"`
	SequenceNumber      int64  `json:"AcknowledgedMessageSequenceNumber"`
	IsSequentialMessage bool   `json:"IsSequentialMessage"`
}

// ChannelClosed says that the session is over, and why.
type ChannelClosed struct {
	SessionId string `json:"SessionId"`
	Output    string `json:"Output"`
}

// SizeData is the size of the terminal.
type SizeData struct {
	Cols uint32 `json:"cols"`
	Rows uint32 `json:"rows"`
}
