const minute = 60_000
const hour = 60 * minute
const day = 24 * hour

/** How long a new address or number may take to be proved. */
export const contactChangeLifetimeMs = hour

/** How long the old address can undo a change (issue 3, part 5). */
export const revertMs = 72 * hour

/** A person looks at a new name within three days; what nobody decided ends by itself and all is as before. */
export const nameReviewMs = 3 * day

/** How long a copy of one's data is kept for downloading. */
export const exportKeptMs = 7 * day

/** Time to think it over before an account is closed for good. */
export const coolingOffDays = 14
export const coolingOffMs = coolingOffDays * day

/** Records outlive the account: EU 2015/849, article 40, asks for five years after the end of the relationship. */
export const recordsKeptYears = 5
