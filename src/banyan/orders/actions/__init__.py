"""What people do with an order, step by step; the room of the programme adds what is its own to each step."""

from banyan.orders.actions.closing import Held, close_order, finish_order, rate_order
from banyan.orders.actions.common import UnableToServe
from banyan.orders.actions.dispatching import accept_dispatch, decline_dispatch, dispatch_order, take_back_dispatch
from banyan.orders.actions.requests import UnableToOrder, cancel_order, check_order, request_order

__all__ = [
    "Held",
    "UnableToOrder",
    "UnableToServe",
    "accept_dispatch",
    "cancel_order",
    "check_order",
    "close_order",
    "decline_dispatch",
    "dispatch_order",
    "finish_order",
    "rate_order",
    "request_order",
    "take_back_dispatch",
]
