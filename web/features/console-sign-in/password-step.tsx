import { useMutation } from '@tanstack/react-query'
import { useForm } from 'react-hook-form'
import { useTranslation } from 'react-i18next'
import { staffApi, type StaffAnswer } from '../../lib/staff-api.ts'
import { Alert } from '../../ui/alert.tsx'
import { AuthFrame } from '../../ui/auth-frame.tsx'
import { Button } from '../../ui/button.tsx'
import { Field, Input } from '../../ui/field.tsx'
import { PasswordInput } from '../../ui/password-input.tsx'
import { SignInRefusal } from './sign-in-refusal.tsx'

type Typed = { email: string; password: string }

type PasswordStepProps = {
  /** The second step was not done in time. */
  isOver: boolean
  onRight: (email: string, methods: StaffAnswer<'staffSignIn'>['methods']) => void
}

export function PasswordStep({ isOver, onRight }: PasswordStepProps) {
  const { t } = useTranslation()
  const form = useForm<Typed>({ defaultValues: { email: '', password: '' } })
  const { errors } = form.formState
  const signIn = useMutation({
    mutationFn: (typed: Typed) =>
      staffApi('staffSignIn', { body: { email: typed.email.trim(), password: typed.password } }),
    onSuccess: ({ methods }, { email }) => onRight(email.trim(), methods),
    onError: () => form.setFocus('password', { shouldSelect: true }),
  })
  return (
    <AuthFrame
      title={t('consoleSignIn.title')}
      intro={t('consoleSignIn.intro')}
      below={<p>{t('consoleSignIn.lostFactor')}</p>}
    >
      {isOver && !signIn.error ? (
        <Alert tone="warn" live>
          {t('consoleSignIn.second.over')}
        </Alert>
      ) : null}
      <SignInRefusal error={signIn.error} failedAt={signIn.submittedAt} />
      <form
        noValidate
        onSubmit={event => void form.handleSubmit(typed => signIn.mutate(typed))(event)}
        className="flex flex-col gap-5"
      >
        <Field label={t('consoleSignIn.email')} error={errors.email?.message}>
          <Input
            {...form.register('email', { required: t('consoleSignIn.emailEmpty') })}
            type="email"
            autoComplete="username"
            inputMode="email"
            autoCapitalize="none"
            spellCheck={false}
            maxLength={254}
          />
        </Field>
        <Field label={t('consoleSignIn.password')} error={errors.password?.message}>
          <PasswordInput
            {...form.register('password', { required: t('consoleSignIn.passwordEmpty') })}
            autoComplete="current-password"
            maxLength={1_000}
          />
        </Field>
        <Button type="submit" size="lg" block pending={signIn.isPending}>
          {t('consoleSignIn.next')}
        </Button>
      </form>
    </AuthFrame>
  )
}
