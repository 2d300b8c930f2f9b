import type { SecurityStep } from '../../../contract/api/security.ts'

/** Where each next step is done; the phrase is chosen on the page itself. */
export const stepPages = {
  second_factor: '/app/security/two-step',
  recovery_codes: '/app/security/two-step',
  phone_verified: '/app/verify-phone',
  fresh_password: '/app/profile/password',
  lessons: '/security-lessons',
} as const satisfies Record<Exclude<SecurityStep, 'phrase'>, string>
