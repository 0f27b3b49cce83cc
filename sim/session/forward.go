package session

import (
	"context"
	"encoding/binary"
	"io"
	"net"
	"strconv"
	"strings"
	"sync"
	"time"

	"github.com/xtaci/smux"
)

// The versions of clients up to which the agent forwards one connection at a
// time, and keeps the multiplexed session alive by itself.
const (
	muxClient   = "1.1.70"
	quietClient = "1.2.331"
)

// forwarder is the agent's part in a session with a port.
type forwarder struct{ *session }

// run connects the client to the port. It returns the words that the
// session ends with.
func (s forwarder) run(client string) string {
	if older(client, muxClient) {
		return s.forwardOne()
	}
	return s.forwardMany(client)
}

// older reports whether version a is before version b.
func older(a, b string) bool {
	x, y := strings.Split(a, "."), strings.Split(b, ".")
	for i := range y {
		if i >= len(x) {
			return true
		}
		m, _ := strconv.Atoi(x[i])
		n, _ := strconv.Atoi(y[i])
		if m != n {
			return m < n
		}
	}
	return false
}

// dial connects to the port that the session is about.
func (s forwarder) dial() (net.Conn, error) {
	return s.host.services.dial(s.target, s.what.host, s.what.port)
}

// forwardMany forwards any number of connections, each a stream of smux.
func (s forwarder) forwardMany(client string) string {
	near, far := net.Pipe()
	c := smux.DefaultConfig()
	c.KeepAliveDisabled = older(quietClient, client)
	mux, err := smux.Server(far, c)
	if err != nil {
		return err.Error()
	}
	var busy sync.WaitGroup
	defer busy.Wait()
	busy.Go(func() { s.upload(near) })
	busy.Go(func() { _ = s.download(near) })
	defer context.AfterFunc(s.ctx, func() { _ = near.Close() })()
	defer func() { _ = near.Close() }()
	defer func() { _ = mux.Close() }()
	s.open()
	for {
		stream, err := mux.AcceptStream()
		if err != nil {
			return ""
		}
		conn, err := s.dial()
		if err != nil {
			_ = s.send(flag, binary.BigEndian.AppendUint32(nil, connectError))
			_ = stream.Close()
			continue
		}
		busy.Go(func() { join(stream, conn) })
	}
}

// join passes bytes both ways until one end closes.
func join(a, b io.ReadWriteCloser) {
	var busy sync.WaitGroup
	for _, way := range [][2]io.ReadWriteCloser{{a, b}, {b, a}} {
		busy.Go(func() {
			_, _ = io.Copy(way[0], way[1])
			_ = a.Close()
			_ = b.Close()
		})
	}
	busy.Wait()
}

// upload passes on what the client sends, and ends the session when it says
// so.
func (s forwarder) upload(w io.WriteCloser) {
	defer func() { _ = w.Close() }()
	for {
		var f frame
		select {
		case <-s.ctx.Done():
			return
		case f = <-s.inbox:
		}
		if len(s.inbox) == 0 {
			s.wake()
		}
		switch {
		case f.payload == flag && f.flag() == terminate:
			s.end("")
			return
		case f.payload == data:
			s.touch()
			text, err := s.plain(f.body)
			if err != nil {
				continue
			}
			if _, err := w.Write(text); err != nil {
				return
			}
		}
	}
}

// download passes on to the client what is read, until there is no more.
func (s forwarder) download(r io.Reader) error {
	buf := make([]byte, bodyLength)
	for {
		n, err := r.Read(buf)
		if n > 0 {
			s.touch()
			if err := s.send(data, append([]byte(nil), buf[:n]...)); err != nil {
				return err
			}
			s.rest(time.Millisecond, 0)
		}
		if err != nil {
			return err
		}
	}
}

// forwardOne forwards one connection after the other, as agents and clients
// did before they had smux: the port is dialled at once, and again whenever
// the client says that its connection has closed.
func (s forwarder) forwardOne() string {
	conn, err := s.dial()
	if err != nil {
		return "Unable to connect to specified port: " + err.Error()
	}
	s.open()
	for {
		var busy sync.WaitGroup
		busy.Go(func() { _ = s.download(conn) })
		again := s.uploadOne(conn)
		_ = conn.Close()
		busy.Wait()
		if !again {
			return ""
		}
		if conn, err = s.dial(); err != nil {
			return "Unable to connect to specified port: " + err.Error()
		}
	}
}

// uploadOne passes on what the client sends for one connection, and reports
// whether another follows.
func (s forwarder) uploadOne(conn io.Writer) bool {
	for {
		var f frame
		select {
		case <-s.ctx.Done():
			return false
		case f = <-s.inbox:
		}
		if len(s.inbox) == 0 {
			s.wake()
		}
		switch {
		case f.payload == flag && f.flag() == disconnectPort:
			return true
		case f.payload == flag && f.flag() == terminate:
			s.end("")
			return false
		case f.payload == data:
			s.touch()
			if text, err := s.plain(f.body); err == nil {
				_, _ = conn.Write(text) // the port may have closed first
			}
		}
	}
}
