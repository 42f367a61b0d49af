// The sign-in: a token becomes a cookie that no script can read, and one goes back to where one came from.

import { askSession, safeNext } from './admission.js';
import { setAttribute, setText } from './elements/dom.js';
import { settingsFrom } from './settings.js';
import { translator } from './view/dictionary.js';

const settings = settingsFrom(location.search);
const t = translator(settings.language);
const next = safeNext(new URLSearchParams(location.search).get('next'));
/** @type {(selector: string) => any} */
const find = (selector) => document.querySelector(selector);
const [form, input, problem, button, show] = ['.login-form', '.login-token', '.login-problem', '.login-button', '.login-show input'].map(find);

/** This page with something else in its address. @param {string} name @param {string} value */
function here(name, value) {
  const query = new URLSearchParams(location.search);
  query.set(name, value);
  return `${location.pathname}?${query}`;
}

document.title = t('deskTitle', { page: t('signIn') });
setText(find('.login-title'), t('signInTitle'));
setText(find('.login-word'), t('token'));
setText(find('.login-show span'), t('showToken'));
setText(find('.login-hint'), t('signInHint'));
setText(button, t('signIn'));
const language = find('.login-language');
setText(language, settings.language === 'en' ? '中文' : 'English');
language.lang = settings.language === 'en' ? 'zh-CN' : 'en';
language.href = here('lang', settings.language === 'en' ? 'zh' : 'en');
setText(find('.login-theme'), t(settings.theme === 'dark' ? 'themeLight' : 'themeDark'));
find('.login-theme').href = here('theme', settings.theme === 'dark' ? 'light' : 'dark');

show.addEventListener('change', () => { input.type = show.checked ? 'text' : 'password'; });
input.addEventListener('input', () => say(''));
form.addEventListener('submit', (/** @type {Event} */ event) => {
  event.preventDefault();
  void signIn(input.value.trim());
});

/** @param {string} text */
function say(text) {
  setText(problem, text);
  setAttribute(input, 'aria-invalid', text === '' ? null : 'true');
}

/** @param {string} token */
async function signIn(token) {
  if (token === '') return say(t('tokenNeeded'));
  button.disabled = true;
  const answer = await fetch('/api/v1/session', { method: 'POST', headers: { 'Content-Type': 'application/json' }, body: JSON.stringify({ token }) }).catch(() => null);
  button.disabled = false;
  if (answer === null) return say(t('serverAway'));
  if (answer.ok) return location.replace(next);
  say(answer.status === 401 || answer.status === 400 ? t('tokenWrong') : answer.status === 429 ? t('tooManyTries') : t('serverSays', { error: String(answer.status) }));
  input.focus();
}

// Whoever is known already need not knock.
void askSession(null).then((session) => { if (session !== null && session.name !== null) location.replace(next); else input.focus(); });
setAttribute(find('.login'), 'data-ready', '');
