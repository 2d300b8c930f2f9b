import { useMutation, useQuery } from '@tanstack/react-query'
import { Link, useRouter } from '@tanstack/react-router'
import { useEffect } from 'react'
import { useForm, type UseFormReturn } from 'react-hook-form'
import { useTranslation } from 'react-i18next'
import { api } from '../../lib/api.ts'
import { currentLanguage } from '../../lib/i18n.ts'
import { fieldProblem } from '../../lib/problem.ts'
import { metaQuery } from '../../lib/queries.ts'
import { Alert } from '../../ui/alert.tsx'
import { Button } from '../../ui/button.tsx'
import { ErrorState } from '../../ui/error-state.tsx'
import { tidyEmail } from './address.ts'
import { AuthFrame, textLinkClass } from '../../ui/auth-frame.tsx'
import { showFieldProblems } from './field-problems.ts'
import { PersonFields, PasswordField, TermsField, type RegisterForm } from './register-fields.tsx'
import { keepRegistrationDraft, readRegistrationDraft } from './registration-draft.ts'
import { keepPending } from './pending-registration.ts'
import { ResumeRegistration } from './resume-registration.tsx'
import { keepVerification } from './verification.ts'

export function RegisterPage() {
  const { t } = useTranslation()
  const form = useForm<RegisterForm>({
    mode: 'onTouched',
    defaultValues: { ...readRegistrationDraft(), password: '', agreed: false },
  })
  const { data: meta } = useQuery(metaQuery)
  const register = useRegister(form)
  useDraft(form)
  const count = Object.keys(form.formState.errors).length

  return (
    <AuthFrame
      title={t('registerForm.title')}
      intro={t('registerForm.intro')}
      below={
        <p>
          {t('registerForm.haveAccount')}{' '}
          <Link to="/sign-in" className={textLinkClass}>
            {t('identity.signIn.action')}
          </Link>
        </p>
      }
    >
      <ResumeRegistration />
      <form
        noValidate
        onSubmit={event =>
          void form.handleSubmit(typed =>
            register.mutate({
              ...typed,
              terms: meta?.terms_version ?? '',
              privacy: meta?.privacy_version ?? '',
            }),
          )(event)
        }
        className="flex flex-col gap-5"
      >
        <PersonFields form={form} />
        <PasswordField form={form} />
        <TermsField form={form} />
        {register.error && count === 0 ? <ErrorState error={register.error} /> : null}
        {form.formState.submitCount > 0 && count > 0 ? (
          <Alert tone="bad" live>
            {t('registerForm.reviewFields', { count })}
          </Alert>
        ) : null}
        <Button type="submit" size="lg" block pending={register.isPending || form.formState.isSubmitting}>
          {t('registerForm.action')}
        </Button>
      </form>
    </AuthFrame>
  )
}

function useRegister(form: UseFormReturn<RegisterForm>) {
  const { t } = useTranslation()
  const router = useRouter()
  return useMutation({
    mutationFn: ({
      name,
      email,
      phone,
      password,
      terms,
      privacy,
    }: RegisterForm & { terms: string; privacy: string }) =>
      api('register', {
        body: {
          name: name.trim(),
          email: tidyEmail(email),
          phone,
          password,
          terms_version: terms,
          privacy_version: privacy,
          locale: currentLanguage(),
        },
      }),
    async onSuccess(verification) {
      keepVerification(verification)
      keepPending(verification)
      await router.navigate({ to: '/check-mail', search: { id: verification.id, email: verification.email } })
    },
    onError(error) {
      showFieldProblems(error, ['name', 'email', 'phone', 'password'], form.setError)
      if (fieldProblem(error, 'terms_version') || fieldProblem(error, 'privacy_version'))
        form.setError('agreed', { type: 'server', message: t('registerForm.termsNew') })
    },
  })
}

/** Kept while typing, not on leaving: a phone may drop the page without telling it. */
function useDraft(form: UseFormReturn<RegisterForm>): void {
  useEffect(
    () =>
      form.subscribe({
        formState: { values: true },
        callback: ({ values: { name, email, phone } }) => keepRegistrationDraft({ name, email, phone }),
      }),
    [form],
  )
}
