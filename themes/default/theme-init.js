// Runs before the first paint: says that scripts run, and sets the colours and the side that were
// chosen on this device.
(function () {
  var root = document.documentElement;
  root.classList.add('js');
  try {
    var theme = localStorage.getItem('tandem.v1.theme');
    if (theme === 'light' || theme === 'dark') root.dataset.theme = theme;
    var side = localStorage.getItem('tandem.v1.' + root.dataset.book + '.side');
    if (side === 'left' || side === 'right') root.dataset.side = side;
  } catch (error) {
    // No storage on this device: the colours follow the system, and nobody has a side.
  }
})();
