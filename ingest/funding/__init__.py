"""Money between levels of government (分担、转移支付): shares, floors, ceilings, standards, transfers, wherever they are printed."""
