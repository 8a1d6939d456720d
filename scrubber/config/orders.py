"""``[orders]``: where the shop's orders are, and with them what is due."""

from __future__ import annotations

from pydantic import BaseModel, Field

from scrubber.config.values import STRICT, FilePath


class OrderSettings(BaseModel):
    """``[orders]``: the table of orders."""

    model_config = STRICT

    csv: FilePath = Field(description="the path of a CSV file", examples=['csv = "orders.csv"'])
    """Columns: number,emails,name,language,currency,total,paid,label"""
