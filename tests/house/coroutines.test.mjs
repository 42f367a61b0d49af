import assert from 'node:assert/strict';
import { test } from 'node:test';
import { coroutine_faults } from './coroutines.mjs';

const faults = (text) => coroutine_faults([{ path: 'net/a.cpp', text }]);
const inside = (body) => faults(`net::awaitable<void> session::run(options o) {\n${body}\n}\n`);

test('names, calls and literals beside co_await are fine', () => {
  const fine = [
    'co_await f(a, 1, "{", \'{\', R"([s]{)");',
    'auto [ec, n] = co_await socket.async_read_some(buffer(data[i]), token);',
    'auto const& [ec, n] = co_await f(); auto&& [a, b] = co_await g();',
    'if (auto r = co_await f(); r.has_error()) { co_return r.error(); }',
    'while (co_await more()) { v[0] = {1, 2}; }',
    'do { x = {}; } while (co_await more());',
    'for (;;) { switch (co_await f()) { case kind::a: { y = point{1, 2}; break; } default: co_await g(); } }',
    'try { co_await f(); } catch (const std::exception& e) { log(e, {1}); }',
    'options o{.s = s}; co_await f(std::move(o)); // never co_await f({.s = s})',
    'auto work = [self] { return self->go(); }; co_await f(work);',
    'auto work = [self]() -> net::awaitable<void> { co_await self->go(); }; co_await f(std::move(work));',
    'net::co_spawn(ex, [self] { return self->go(); }, net::detached);',
    'net::co_spawn(ex, [self]() -> net::awaitable<void> { co_await self->go(); }, net::detached);',
    '[[maybe_unused]] auto n = co_await f();',
    '#define NAMED(x) f({x})\nco_await f();',
  ];
  for (const body of fine) assert.deepEqual(inside(body), [], body);
});

test('a braced value in a statement with co_await is a fault', () => {
  const wrong = [
    'co_await f({s, 1});',
    'co_await f(opts{.s = s});',
    'auto r = opts{co_await f()};',
    'opts r{co_await f()};',
    'if (auto r = co_await f(opts{1}); r) { g(); }',
    'co_return co_await f({});',
    'net::co_spawn(co_await net::this_coro::executor, f(opts{1}), net::detached);',
    'if (x) co_await f({1});',
    'switch (x) { case 1: co_await f({1}); }',
    'co_await f([] { return 1; });',
  ];
  for (const body of wrong)
    assert.deepEqual(inside(body), ['net/a.cpp:2: a statement with co_await holds a brace: name it on the line before'], body);
});

test('a capturing lambda in a statement with co_await is a fault', () => {
  for (const lambda of ['[s] { g(s); }', '[&]() mutable { g(); }', '[this, n = 1](int) -> int { return n; }', '[=] { g(); }'])
    assert.match(inside(`co_await net::co_spawn(ex, ${lambda}, net::use_awaitable);`)[0], /a lambda with captures/, lambda);
});

test('a fault inside a lambda, a class or a function with a trailing return type is found at its line', () => {
  const bad = 'co_await f({1});';
  assert.match(inside(`auto work = [self]() -> net::awaitable<void> {\n${bad} };`)[0], /^net\/a\.cpp:3:/);
  assert.match(faults(`class a : b {\n public:\n  a(int n) : n_{n} {}\n  auto run(int n = 1) -> net::awaitable<void> {\n${bad}\n  }\n};`)[0], /^net\/a\.cpp:5:/);
  assert.equal(faults(`namespace n { struct a { int m{1}; net::awaitable<void> run() const { ${bad} } }; }`).length, 1);
});

test('a class with braces around clean coroutines has no fault', () => {
  const text = 'class a : public b {\n public:\n  struct part { int n{1}; };\n  a() : n_{1}, m_(2) { g({1}); }\n' +
    '  auto run(int n = 1) -> net::awaitable<void> { co_await f(n); }\n private:\n  int n_ = 1\'000;\n};\n';
  assert.deepEqual(faults(text), []);
});
