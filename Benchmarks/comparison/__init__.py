# SPDX-License-Identifier: Apache-2.0
"""Sakuin and its peers, side by side on the same documents and queries."""
