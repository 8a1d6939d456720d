"""The relay from outside: real mail servers, broken peers, hostile clients."""
