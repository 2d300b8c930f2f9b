/** What an authenticator is asked to sign for; an answer made for one is worth nothing for another. */
export type PasskeyPurpose = 'register' | 'sign_in' | 'second_factor' | 'step_up'

export type PasskeyRow = {
  id: string
  customer_id: string
  credential_id: Buffer
  public_key: Buffer
  sign_count: bigint
  transports: string[]
  aaguid: string
  backup_eligible: boolean
  backed_up: boolean
  name: string
  created_at: Date
  last_used_at: Date | null
  suspended_at: Date | null
  removed_at: Date | null
  /** The device it was added on. */
  device_id: string | null
}

export type PasskeyChallengeRow = {
  challenge: Buffer
  purpose: PasskeyPurpose
  customer_id: string | null
  reference: string | null
  expires_at: Date
  used_at: Date | null
}

export type PasskeyTables = { passkey: PasskeyRow; passkey_challenge: PasskeyChallengeRow }
