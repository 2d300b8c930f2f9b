import { useQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { Controller, useWatch, type UseFormReturn } from 'react-hook-form'
import { Trans, useTranslation } from 'react-i18next'
import { metaQuery } from '../../lib/queries.ts'
import { Checkbox } from '../../ui/checkbox.tsx'
import { Field, Input } from '../../ui/field.tsx'
import { PasswordInput } from '../../ui/password-input.tsx'
import { PasswordStrength } from '../../ui/password-strength.tsx'
import { PhoneInput } from '../../ui/phone-input.tsx'
import { looksLikeEmail } from './address.ts'
import { textLinkClass } from '../../ui/auth-frame.tsx'

export type RegisterForm = { name: string; email: string; phone: string; password: string; agreed: boolean }

type Part = { form: UseFormReturn<RegisterForm> }

const lengthOf = (text: string): number => Array.from(text).length

export function PersonFields({ form }: Part) {
  const { t } = useTranslation()
  const { errors } = form.formState
  return (
    <>
      <Field label={t('identity.name')} hint={t('registerForm.nameHint')} error={errors.name?.message}>
        <Input
          {...form.register('name', {
            required: t('identity.problem.nameEmpty'),
            validate: {
              long: text => lengthOf(text.trim()) >= 2 || t('identity.problem.nameShort'),
              short: text => lengthOf(text.trim()) <= 100 || t('identity.problem.nameLong'),
            },
          })}
          autoComplete="name"
        />
      </Field>
      <Field label={t('identity.email')} hint={t('registerForm.emailHint')} error={errors.email?.message}>
        <Input
          {...form.register('email', {
            required: t('identity.problem.emailEmpty'),
            validate: text => looksLikeEmail(text) || t('identity.problem.emailMalformed'),
          })}
          type="email"
          autoComplete="email"
          inputMode="email"
          autoCapitalize="none"
          spellCheck={false}
          maxLength={254}
        />
      </Field>
      <Field label={t('identity.phone')} hint={t('registerForm.phoneHint')} error={errors.phone?.message}>
        <Controller
          control={form.control}
          name="phone"
          rules={{
            required: t('identity.problem.phoneEmpty'),
            validate: async number => (await isMobileNumber(number)) || t('identity.problem.phoneMalformed'),
          }}
          render={({ field }) => (
            <PhoneInput
              ref={field.ref}
              initial={field.value}
              onValue={field.onChange}
              onBlur={field.onBlur}
            />
          )}
        />
      </Field>
    </>
  )
}

/** By the numbering plans, if they could be loaded; the server has the last word in any case. */
async function isMobileNumber(number: string): Promise<boolean> {
  try {
    const { phoneBook } = await import('../../lib/phone.ts')
    return phoneBook.toE164('', number) !== undefined
  } catch {
    return true
  }
}

export function PasswordField({ form }: Part) {
  const { t } = useTranslation()
  const [name, email, phone, password] = useWatch({
    control: form.control,
    name: ['name', 'email', 'phone', 'password'],
  })
  return (
    <div className="flex flex-col gap-2">
      <Field label={t('identity.password')} error={form.formState.errors.password?.message}>
        <PasswordInput
          {...form.register('password', {
            required: t('identity.problem.passwordEmpty'),
            validate: {
              short: text => lengthOf(text) >= 8 || t('ui.password.tooShort'),
              long: text => lengthOf(text) <= 128 || t('identity.problem.passwordLong'),
              weak: async (text, own) => (await isStrong(text, own)) || t('identity.problem.passwordWeak'),
            },
          })}
          autoComplete="new-password"
        />
      </Field>
      <PasswordStrength password={password} own={{ name, email, phone }} />
    </div>
  )
}

async function isStrong(
  password: string,
  own: { name: string; email: string; phone: string },
): Promise<boolean> {
  try {
    const { passwordJudge } = await import('../../lib/password-judge.ts')
    const judge = await passwordJudge()
    return judge(password, own).strong
  } catch {
    // The dictionaries could not be loaded; the server judges by the same rule.
    return true
  }
}

export function TermsField({ form }: Part) {
  const { t } = useTranslation()
  const { data: meta } = useQuery(metaQuery)
  return (
    <Controller
      control={form.control}
      name="agreed"
      rules={{ validate: agreed => agreed || t('identity.problem.terms') }}
      render={({ field, fieldState }) => (
        <Checkbox
          ref={field.ref}
          checked={field.value}
          onChange={field.onChange}
          error={fieldState.error?.message}
        >
          <Trans
            i18nKey="registerForm.agree"
            components={{
              terms: <Link to="/terms" target="_blank" className={textLinkClass} />,
              privacy: <Link to="/privacy" target="_blank" className={textLinkClass} />,
            }}
          />
          {meta ? (
            <span className="mt-1 block text-xs text-muted">
              {t('registerForm.versions', { terms: meta.terms_version, privacy: meta.privacy_version })}
            </span>
          ) : null}
        </Checkbox>
      )}
    />
  )
}
