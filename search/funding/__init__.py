"""Programmes (资金项目) of different agencies and levels that belong together."""
