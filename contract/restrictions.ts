/** Why something was taken away from a customer. Each has words in both languages, in the web and in the mails. */
export const restrictionReasons = [
  'frozen_by_customer',
  'not_me',
  'recovery_hold',
  'frozen_by_support',
  'unusual_activity',
  'compliance_review',
  'legal_order',
] as const
export type RestrictionReason = (typeof restrictionReasons)[number]

/** What a restriction takes away: `all` is every one of the others. */
export const restrictionScopes = ['sign_in', 'debit', 'credit', 'withdrawal', 'all'] as const
export type RestrictionScope = (typeof restrictionScopes)[number]

/** What the customer can do about it: lift it themselves, wait until it ends by itself, or write to support. */
export const waysOut = ['unfreeze', 'wait', 'contact_support'] as const
export type WayOut = (typeof waysOut)[number]
