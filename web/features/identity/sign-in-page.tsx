import { useMutation } from '@tanstack/react-query'
import { Link, useRouter, useSearch } from '@tanstack/react-router'
import { ShieldCheck } from 'lucide-react'
import { useEffect, useRef } from 'react'
import { useForm, useWatch } from 'react-hook-form'
import { useTranslation } from 'react-i18next'
import { api } from '../../lib/api.ts'
import { codeOf } from '../../lib/problem.ts'
import { Button } from '../../ui/button.tsx'
import { Field, Input } from '../../ui/field.tsx'
import { PasswordInput } from '../../ui/password-input.tsx'
import { ownPage, tidyEmail } from './address.ts'
import { AuthFrame, textLinkClass } from '../../ui/auth-frame.tsx'
import { PasskeySignIn } from './passkey-sign-in.tsx'
import { isSignedIn, keepSecondStep } from './second-step.ts'
import { enter } from './session.ts'
import { SignInProblem } from './sign-in-problem.tsx'
import { keepVerification, verificationOf } from './verification.ts'

type SignInForm = { email: string; password: string }

export function SignInPage() {
  const { t } = useTranslation()
  const { next, email } = useSearch({ from: '/public/sign-in' })
  const form = useForm<SignInForm>({ defaultValues: { email: email ?? '', password: '' } })
  const typedEmail = useWatch({ control: form.control, name: 'email' })
  const problem = useRef<HTMLDivElement>(null)
  const signIn = useSignIn({ next, onWrong: () => form.setFocus('password', { shouldSelect: true }) })

  // On a phone the button is below what it was answered with.
  useEffect(() => {
    if (signIn.error) problem.current?.scrollIntoView({ block: 'nearest' })
  }, [signIn.error])

  return (
    <AuthFrame
      title={t('identity.signIn.title')}
      intro={next === undefined ? t('identity.signIn.intro') : t('identity.signIn.nextHint')}
      below={<SignInFooter />}
    >
      <div ref={problem} className="scroll-mt-24 empty:hidden">
        <SignInProblem error={signIn.error} failedAt={signIn.failureReason ? signIn.submittedAt : 0} />
      </div>
      <PasskeySignIn next={next} />
      <form
        noValidate
        onSubmit={event => void form.handleSubmit(typed => signIn.mutate(typed))(event)}
        className="flex flex-col gap-5"
      >
        <Field label={t('identity.email')} error={form.formState.errors.email?.message}>
          <Input
            {...form.register('email', { required: t('identity.problem.emailEmpty') })}
            type="email"
            autoComplete="username webauthn"
            inputMode="email"
            autoCapitalize="none"
            spellCheck={false}
            maxLength={254}
          />
        </Field>
        <Field
          label={t('identity.password')}
          aside={<Forgot email={typedEmail} />}
          error={form.formState.errors.password?.message}
        >
          <PasswordInput
            {...form.register('password', { required: t('identity.signIn.passwordEmpty') })}
            autoComplete="current-password"
            maxLength={1_000}
          />
        </Field>
        <Button type="submit" size="lg" block pending={signIn.isPending}>
          {t('identity.signIn.action')}
        </Button>
      </form>
    </AuthFrame>
  )
}

function Forgot({ email }: { email: string }) {
  const { t } = useTranslation()
  return (
    <Link to="/recover" search={email === '' ? {} : { contact: email }} className={textLinkClass}>
      {t('identity.signIn.forgot')}
    </Link>
  )
}

type SignInOptions = {
  /** Where somebody wanted to be. */
  next: string | undefined
  onWrong: () => void
}

function useSignIn({ next, onWrong }: SignInOptions) {
  const router = useRouter()
  return useMutation({
    mutationFn: async (typed: SignInForm) => {
      const answer = await api('signIn', {
        body: { email: tidyEmail(typed.email), password: typed.password },
      })
      return { answer, at: Date.now() }
    },
    async onSuccess({ answer }) {
      if (isSignedIn(answer)) {
        enter(answer)
        return await router.navigate({ href: ownPage(next), replace: true })
      }
      keepSecondStep(answer.second_factor)
      return await router.navigate({ to: '/sign-in/verify', search: next === undefined ? {} : { next } })
    },
    async onError(error) {
      const verification = verificationOf(error)
      if (!verification) {
        // Only a wrong password is mended by typing; everything else has to be read first.
        if (codeOf(error) === 'credentials_invalid') onWrong()
        return
      }
      keepVerification(verification)
      await router.navigate({ to: '/check-mail', search: { id: verification.id, email: verification.email } })
    },
  })
}

function SignInFooter() {
  const { t } = useTranslation()
  return (
    <>
      <p>
        {t('identity.signIn.noAccount')}{' '}
        <Link to="/register" className={textLinkClass}>
          {t('identity.signIn.register')}
        </Link>
      </p>
      <p className="inline-flex items-center justify-center gap-2">
        <ShieldCheck aria-hidden className="size-4 shrink-0" />
        {t('identity.signIn.keepSafe')}
      </p>
    </>
  )
}
