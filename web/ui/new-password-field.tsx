import { useTranslation } from 'react-i18next'
import type { UseFormRegisterReturn } from 'react-hook-form'
import type { OwnData } from '../../contract/password-strength.ts'
import { Field } from './field.tsx'
import { PasswordInput } from './password-input.tsx'
import { PasswordStrength } from './password-strength.tsx'

type NewPasswordFieldProps = {
  label: string
  error: string | undefined
  input: UseFormRegisterReturn
  /** What is typed, for the judgement below the field. */
  password: string
  /** What is known of the person: none of it may carry the password. */
  own: OwnData
}

/** A password that is being chosen, with how long it withstands guessing. */
export function NewPasswordField({ label, error, input, password, own }: NewPasswordFieldProps) {
  return (
    <div className="flex flex-col gap-2">
      <Field label={label} error={error}>
        <PasswordInput {...input} autoComplete="new-password" />
      </Field>
      <PasswordStrength password={password} own={own} />
    </div>
  )
}

/** The rules of a new password, as react-hook-form takes them. The server has the last word. */
export function useNewPasswordRules() {
  const { t } = useTranslation()
  const lengthOf = (text: string): number => Array.from(text).length
  return (own: OwnData) => ({
    required: t('recovery.passwordEmpty'),
    validate: {
      short: (text: string) => lengthOf(text) >= 8 || t('ui.password.tooShort'),
      long: (text: string) => lengthOf(text) <= 128 || t('recovery.passwordLong'),
      weak: async (text: string) => (await isStrong(text, own)) || t('recovery.passwordWeak'),
    },
  })
}

async function isStrong(password: string, own: OwnData): Promise<boolean> {
  try {
    const { passwordJudge } = await import('../lib/password-judge.ts')
    const judge = await passwordJudge()
    return judge(password, own).strong
  } catch {
    // The dictionaries could not be loaded; the server judges by the same rule.
    return true
  }
}
