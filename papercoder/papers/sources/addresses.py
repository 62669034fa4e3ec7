"""Which network addresses may be fetched: public ones, unless the person asks for their own network."""

import ipaddress

from papercoder.errors import PaperError

__all__ = ["refuse_private"]

_Address = ipaddress.IPv4Address | ipaddress.IPv6Address
# Addresses that ipaddress calls global on some version of Python, and behind which no paper is: protocol assignments
# with a cloud's metadata, a cloud's platform host, 6to4 relays, site-local IPv6, documentation.
_NO_PAPERS = tuple(
    ipaddress.ip_network(net)
    for net in ("192.0.0.0/24", "168.63.129.16/32", "192.88.99.0/24", "fec0::/10", "3fff::/20", "2001:db8::/32")
)
# Where clouds keep a machine's secrets outside of the link-local range: also those are nobody's own network.
_SECRETS = tuple(ipaddress.ip_network(net) for net in ("100.100.100.200/32", "fd00:ec2::254/128", "fd20:ce::254/128"))
_NAT64 = ipaddress.ip_network("64:ff9b::/96")


def refuse_private(host: str, addresses: list[str], *, allow_private: bool) -> list[str]:
    """Return the addresses that may be connected to.

    Link-local addresses, where cloud machines keep their secrets, are refused in any case.

    Raises:
        PaperError: none of them may be.
    """
    allowed = [a for a in addresses if _allowed(ipaddress.ip_address(a.split("%")[0]), allow_private=allow_private)]
    if addresses and not allowed:
        raise PaperError(
            f"{host}: expected an address of the public internet, found the private address {addresses[0]}.",
            "Download the paper yourself and give the file.",
        )
    return allowed


def _allowed(address: _Address, *, allow_private: bool) -> bool:
    inner = _inner(address)
    if (
        inner.is_link_local
        or inner.is_multicast
        or inner.is_unspecified
        or (inner.is_reserved and not inner.is_loopback)
        or any(inner in network for network in (*_NO_PAPERS, *_SECRETS))
    ):
        return False
    return allow_private or inner.is_global


def _inner(address: _Address) -> _Address:
    """Return the IPv4 address that an IPv6 address wraps, so that ::ffff:127.0.0.1 is seen for what it is."""
    if isinstance(address, ipaddress.IPv4Address):
        return address
    if address in _NAT64:
        return ipaddress.IPv4Address(int(address) & 0xFFFFFFFF)
    return address.ipv4_mapped or address.sixtofour or (address.teredo[1] if address.teredo else None) or address
