// Runs before the first paint: says that scripts run, and sets the colours chosen on this device.
(function () {
  var root = document.documentElement;
  root.classList.add('js');
  try {
    var theme = localStorage.getItem('tandem.v1.theme');
    if (theme === 'light' || theme === 'dark') root.dataset.theme = theme;
  } catch (error) {
    // No storage on this device: the colours follow the system.
  }
})();
