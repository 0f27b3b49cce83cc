package world

import (
	"fmt"
	"strings"

	"github.com/aws/aws-sdk-go-v2/service/ecs/types"
)

// eni is the network interface of an awsvpc task, as its attachment shows it.
type eni struct {
	attachment, id, subnet, zone, mac, ip string
	note                                  string // statusReason
}

// network knows the subnets that were named, and hands out addresses in them.
type network struct {
	*chance
	region string
	zones  map[string]string // by subnet
	hosts  int               // addresses handed out so far
}

// attach takes an address in the n-th of the subnets, counted round.
func (w *network) attach(in *types.NetworkConfiguration, n int) *eni {
	subnet := "subnet-0a1b2c3d4e5f60718"
	if in != nil && in.AwsvpcConfiguration != nil {
		if s := in.AwsvpcConfiguration.Subnets; len(s) > 0 {
			subnet = s[n%len(s)]
		}
	}
	w.hosts++
	h := w.hosts + 10
	return &eni{
		attachment: w.uuid(), id: "eni-0" + w.hex(16), subnet: subnet, zone: w.zone(subnet),
		mac: fmt.Sprintf("0a:%02x:%02x:%02x:%02x:%02x", h>>20&255, h>>16&255, h>>8&255, h&255, w.rng.IntN(256)),
		ip:  fmt.Sprintf("10.%d.%d.%d", h>>16&255, h>>8&255, h&255),
	}
}

// zone is the zone a subnet lies in: a, b and c in turn, in the order in which subnets become known.
func (w *network) zone(subnet string) string {
	zone, ok := w.zones[subnet]
	if !ok {
		zone = w.region + string(rune('a'+len(w.zones)%3))
		w.zones[subnet] = zone
	}
	return zone
}

func (e *eni) view(t *task) types.Attachment {
	state := "ATTACHED"
	switch {
	case t.status == stopped:
		state = "DELETED"
	case t.status == provisioning && t.leaving:
		state = "DELETED"
	case t.status == provisioning:
		state = "ATTACHING"
	}
	v := types.Attachment{Id: new(e.attachment), Type: new("ElasticNetworkInterface"), Status: &state}
	add := func(name, value string) {
		v.Details = append(v.Details, types.KeyValuePair{Name: new(name), Value: new(value)})
	}
	add("subnetId", e.subnet)
	if e.note != "" {
		add("statusReason", e.note)
		return v
	}
	add("networkInterfaceId", e.id)
	add("macAddress", e.mac)
	add("privateDnsName", "ip-"+strings.ReplaceAll(e.ip, ".", "-")+".ec2.internal")
	add("privateIPv4Address", e.ip)
	return v
}
