/**
 * How far a customer has proved who they are; each level includes the ones before it. It decides limits, and the tier
 * of a price. Identity verification will add the next one.
 */
export const customerLevels = ['email_proved', 'number_proved'] as const
export type CustomerLevel = (typeof customerLevels)[number]

/** What a customer does to reach the level after this one; null where there is none yet. */
export const wayToNextLevel: Readonly<Record<CustomerLevel, 'prove_number' | null>> = {
  email_proved: 'prove_number',
  number_proved: null,
}
