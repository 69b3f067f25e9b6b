"""Answers each line of standard input by one of socket's functions, for PythonComparisonTest."""
import socket
import sys

# One line for all that Python refuses before it asks, as the C library refuses it when it is asked.
NO_NAME = "error -2"


def addresses(host, service, family, kind, protocol, flags):
    found = socket.getaddrinfo(
        None if host == "-" else host, service, int(family), int(kind), int(protocol), int(flags))
    usual = [each for each in found if each[1] in (1, 2) or each[1] == int(kind)]
    if not usual:
        return "error -7"
    return "; ".join(
        f"{int(family)} {int(kind)} {protocol} '{canonical}' {socket.inet_pton(family, address[0]).hex()} "
        f"{address[1]} {address[3] if len(address) > 2 else 0}"
        for family, kind, protocol, canonical, address in usual)


def names(address, port, scope, flags):
    where = (address, int(port), 0, int(scope)) if ":" in address else (address, int(port))
    return " ".join(socket.getnameinfo(where, int(flags)))


def answer(line):
    try:
        return {"addresses": addresses, "names": names}[sys.argv[1]](*line.split("\t"))
    except UnicodeError:
        return NO_NAME
    except socket.gaierror as e:
        return f"error {e.errno}"


sys.stdin.reconfigure(encoding="utf-8", newline="\n")
for line in sys.stdin.read().split("\n"):
    print(answer(line))
