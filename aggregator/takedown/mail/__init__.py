"""Mail of takedown cases: requests and replies that come in, answers that go out.

`message` reads a mail, which is hostile until shown otherwise; `mailbox` fetches it; `intake` files what it
asks for; `facts` and `drafts` write the answers from the stored case; `outgoing` sends them.
"""
