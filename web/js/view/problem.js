// What went wrong with a question, in words for people.

/** @param {import('../api.js').ApiError} error @param {import('./dictionary.js').Translate} t */
export function errorWords(error, t) {
  if (error.status === 401 || error.status === 403) return t('notAllowed');
  return t('cannotLoad', { error: error.message });
}
