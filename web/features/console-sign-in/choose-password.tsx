import { UserRoundCheck } from 'lucide-react'
import { useForm, useWatch } from 'react-hook-form'
import { useTranslation } from 'react-i18next'
import { formatTime, formatList } from '../../lib/format.ts'
import { useLanguage } from '../../lib/i18n.ts'
import { passwordJudge } from '../../lib/password-judge.ts'
import { AuthFrame } from '../../ui/auth-frame.tsx'
import { Button } from '../../ui/button.tsx'
import { Field } from '../../ui/field.tsx'
import { PasswordInput } from '../../ui/password-input.tsx'
import { PasswordStrength } from '../../ui/password-strength.tsx'
import type { Invitation } from './invitation-page.tsx'

type ChoosePasswordProps = {
  invitation: Invitation
  initial: string
  onPassword: (password: string) => void
}

const lengthOf = (text: string): number => Array.from(text).length

export function ChoosePassword({ invitation, initial, onPassword }: ChoosePasswordProps) {
  const { t } = useTranslation()
  const language = useLanguage()
  const { name, email, roles, expires_at: until } = invitation
  const own = { name, email, phone: '' }
  const form = useForm({ defaultValues: { password: initial } })
  const password = useWatch({ control: form.control, name: 'password' })
  const named = formatList(
    roles.map(role => t(`console.roles.${role}`)),
    language,
  )
  return (
    <AuthFrame
      icon={<UserRoundCheck />}
      title={t('consoleSignIn.invitation.title', { name })}
      intro={t('consoleSignIn.invitation.intro', { roles: named })}
      below={<p>{t('consoleSignIn.invitation.until', { until: formatTime(until, language) })}</p>}
    >
      <form
        noValidate
        onSubmit={event => void form.handleSubmit(typed => onPassword(typed.password))(event)}
        className="flex flex-col gap-5"
      >
        <p className="text-sm font-medium text-muted">{t('consoleSignIn.choose.step', { step: 1 })}</p>
        <dl className="rounded-lg bg-sunken px-4 py-3">
          <dt className="text-xs text-muted">{t('consoleSignIn.invitation.account')}</dt>
          <dd className="font-semibold wrap-anywhere">{email}</dd>
        </dl>
        {/* For password managers: whose password this is. */}
        <input type="email" autoComplete="username" value={email} readOnly hidden />
        <div className="flex flex-col gap-2">
          <Field label={t('consoleSignIn.choose.password')} error={form.formState.errors.password?.message}>
            <PasswordInput
              {...form.register('password', {
                required: t('consoleSignIn.passwordEmpty'),
                validate: {
                  short: text => lengthOf(text) >= 8 || t('ui.password.tooShort'),
                  long: text => lengthOf(text) <= 128 || t('consoleSignIn.choose.passwordLong'),
                  weak: async text => (await isStrong(text, own)) || t('consoleSignIn.choose.passwordWeak'),
                },
              })}
              autoComplete="new-password"
            />
          </Field>
          <PasswordStrength password={password} own={own} />
        </div>
        <Button type="submit" size="lg" block pending={form.formState.isSubmitting}>
          {t('consoleSignIn.next')}
        </Button>
      </form>
    </AuthFrame>
  )
}

/** The server has the last word; where its judge cannot be loaded here, it alone has a word. */
async function isStrong(
  password: string,
  own: { name: string; email: string; phone: string },
): Promise<boolean> {
  try {
    return (await passwordJudge())(password, own).strong
  } catch {
    return true
  }
}
