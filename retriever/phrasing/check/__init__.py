"""A draft compared with what was said (比对旧稿): its sentences, their sources, the differences by kind."""
