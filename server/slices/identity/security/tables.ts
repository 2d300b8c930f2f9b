export const alertLinkKinds = ['not_me', 'freeze'] as const
export type AlertLinkKind = (typeof alertLinkKinds)[number]

export const signInOutcomes = [
  'succeeded',
  'wrong_password',
  'second_factor_asked',
  'second_factor_failed',
  'locked',
  'refused',
] as const
export type SignInOutcome = (typeof signInOutcomes)[number]

export type AlertLinkRow = {
  id: string
  customer_id: string
  kind: AlertLinkKind
  token_hash: Buffer
  event: string
  created_at: Date
  expires_at: Date
  used_at: Date | null
}

export type SignInEventRow = {
  id: string
  customer_id: string
  outcome: SignInOutcome
  method: string
  at: Date
  ip: string
  user_agent: string
  place: string | null
  session_id: string | null
}

export type SecurityTables = {
  alert_link: AlertLinkRow
  sign_in_event: SignInEventRow
  security_phrase: { customer_id: string; phrase: string; changed_at: Date }
  lesson_progress: { customer_id: string; lesson: string; completed_at: Date }
}
