package session

// Message is a message of a data channel as clients write and read it.
type Message struct {
	Kind    string
	Number  int64
	Payload uint32
	Body    []byte
	frame   frame
}

// Input is the nth message of a client.
func Input(number int64, kind uint32, body []byte) []byte {
	return newFrame(input, number, 0, payload(kind), body).encode()
}

// Read reads a message of an agent.
func Read(raw []byte) (Message, error) {
	f, err := decode(raw)
	return Message{f.kind, f.number, uint32(f.payload), f.body, f}, err
}

// Acknowledge is the answer to the message.
func (m Message) Acknowledge() []byte { return m.frame.acknowledged().encode() }

// Scratch is the directory of the containers' directories.
func (h *Host) Scratch() string {
	h.homes.mu.Lock()
	defer h.homes.mu.Unlock()
	if h.homes.scratch == nil {
		return ""
	}
	return h.homes.scratch.dir
}
