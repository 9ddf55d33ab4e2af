"""A world of stories, of people who ask for takedowns rightly and wrongly, and of mails."""
