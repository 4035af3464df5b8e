"""Writing to e-conomic exactly once.

The argument, in plain words. The ledger is the only memory. Whatever is to be written has been looked up by its
source id, in every place where it could be, and was not there. Then:

1. *The key.* Every write carries an Idempotency-Key made of agreement, source id, operation and generation,
   never of the body: whoever wants the same thing, in whatever run, on whatever machine, under whatever
   mapping, sends the same key. For one hour e-conomic carries out one request per key. So two writers never
   both succeed, whatever either of them knows: a killed run and the next one, a run that goes on after its
   parent died, two machines.
2. *The body.* Its bytes may differ between two attempts: the mapping was mended, a period was closed and the
   date moved, the day's exchange rate changed, a customer was merged. e-conomic then answers `PayloadChanged`,
   which says only that somebody sent something under this key. What became of it is looked up, patiently,
   because a filter may not find at once what was stored a moment ago. Found is adopted; absent means it was
   refused, or deleted since.
3. *No answer.* A timeout, a broken connection, a 5xx or an answer cut off say nothing. The identical request is
   repeated under the identical key, for as long as the hour certainly lasts; then, or when no answer ever
   comes, it is looked up, and where that finds nothing the document is uncertain and the next run looks again.
   A connection that could not be opened, and a 429, left nothing behind.
4. *An answer from memory* (`X-ResultFromCache`) to a first attempt speaks of an earlier run. A stored success
   counts only if the thing is still there under its number and its reference: numbers of deleted things are
   given out again. A stored refusal may have been mended since. In both cases, when nothing is there, the next
   generation of the key opens. The generations are tried in order from 0 each time, so that every writer meets
   the latest one.
5. *A refusal* (4xx) to a request of which nothing went unanswered is final: nothing was written.
6. *Steps on a numbered thing* (booking a draft, sending an order) name a number, and numbers are given out
   again. Such a step is taken only right after the thing was posted or read, and before it is repeated the
   thing is read once more: it must still carry the source id. A step that was carried out and lost is found by
   the source id where the thing has moved to. So a stranger's draft that got the number of a lost one is never
   booked.
7. *Replacing and deleting* are repeatable by nature, but a stored answer is not: a person may have changed the
   thing back, and the same key would be answered without being carried out. It counts only if reading says so.
   And what a person did while an answer was awaited is hers: neither is sent again once the thing is not as it
   was read.
8. *Movements of money* have no field for a reference. The source id ends the text of each of their entries, which
   survives whatever people do: a voucher that is moved to another journal gets another number, entries that are
   booked get others. So they are looked up in all journals and in the books, and a step on them (booking) names
   numbers that were given or read, with the ids in their texts, a moment ago, and is otherwise as in 6.
9. *Several things in one request.* The movements of a group share a voucher, and which of them are still missing
   differs between two runs: batches end elsewhere, an older STATE begins earlier, what waited on the retry list
   comes first, one was refused. Were the key named after a member, one run would post a, b and c under a's name, the
   other b, c and d under b's, and both would be carried out. So the key is named after the group, whatever its
   voucher is to hold, in whatever journal and year; each voucher takes a generation of it. Then what holds for one
   thing holds for a group: a writer that looked before another one posted climbs from generation 0, and meets the
   other's with `PayloadChanged`, or, with the same members, its answer from memory. Either makes it look all its
   members up: those that are there are adopted, those that are not are posted under the next generation, those that
   the answer names and that are gone were deleted.
   A generation that this very run has taken is skipped while it is certainly remembered; one that it has met is
   skipped for five minutes, by members alone that were looked up after that. So a long day costs no request for each
   voucher before. Threads of one run take turns at a group. What was looked up for a group is believed for a minute
   only, because generation 0 may be forgotten while a later one is not; and from the moment it is sent, nothing that
   was looked up about a member is believed at all, so that a second worker of a run that was broken off looks before
   it posts. A member that the answer to a posting does not name is uncertain; the same call never sends it again.

What remains: when two machines send different bodies for one new document within the seconds in which e-conomic
stores the first but does not yet show it, or when a key expires within those seconds, two may be made. A document
that was made under a later generation is therefore looked up once more, and two documents with one reference are an
error that is reported, never a choice. The same holds where a person, between two reads of one look-up,
moves an old voucher into a journal that was just read; and where the grouping in the mapping is changed while a
request of an earlier run is still under way, because the two runs then use different names.
"""
